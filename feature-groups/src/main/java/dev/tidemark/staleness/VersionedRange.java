package dev.tidemark.staleness;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of event time and the version of the definition that computed it.
 *
 * @param version null if it is not recorded
 */
public record VersionedRange(TimeRange range, @Nullable Integer version) {

    /** Returns ranges that do not overlap, oldest first. If ranges overlap, the one that was read last wins. */
    public static List<VersionedRange> flat(List<VersionedRange> inOrderOfReading) {
        List<VersionedRange> flat = new ArrayList<>();
        for (VersionedRange next : inOrderOfReading) {
            TimeRanges covered = TimeRanges.of(next.range());
            List<VersionedRange> left = new ArrayList<>();
            for (VersionedRange before : flat) {
                TimeRanges.of(before.range())
                        .minus(covered)
                        .ranges()
                        .forEach(range -> left.add(new VersionedRange(range, before.version())));
            }
            left.add(next);
            flat = left;
        }
        flat.sort(Comparator.comparing(one -> one.range().start()));
        return flat;
    }
}
