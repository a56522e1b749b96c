package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What counts as computed once a plan is carried out: everything up to its end is what the sources said when they were
 * looked at for it.
 *
 * @param needed what the plan computes
 * @param read when the sources were looked at
 */
record SettledRanges(
        Positions.Known known, SourceChanges.Found changes, TimeRanges needed, ReadPoint read, Instant end) {
    /**
     * The ranges.
     *
     * @param version that the plan computes by
     * @param elsewhere the versions that read other sources: what they computed was not held against those of now
     */
    List<ComputedRange> of(@Nullable Integer version, Set<Integer> elsewhere) {
        Instant knownEnd = TimeRanges.earlier(end, read.at());
        ComputedMap settled = new ComputedMap();
        settled.put(new ComputedRange(new TimeRange(TimeRanges.BEGINNING, knownEnd), read, null, version));
        changes.unchecked().forEach((range, sources) -> {
            ReadPoint unchecked = new ReadPoint(read.at(), read.sources().without(sources));
            left(range, knownEnd).forEach(left -> settled.put(new ComputedRange(left, unchecked, null, version)));
        });
        for (ComputedRange range : known.ranges()) {
            left(range, knownEnd).forEach(left -> settled.by(range.version(), left));
        }
        for (ComputedRange range : known.by(elsewhere)) {
            left(range, knownEnd).forEach(left -> settled.put(range.within(left.start(), left.end())));
        }
        known.ranges().stream()
                .filter(range -> range.end().isAfter(knownEnd))
                .map(range -> range.within(TimeRanges.later(range.start(), knownEnd), range.end()))
                .forEach(settled::put);
        return settled.ranges();
    }

    /** What of a range the plan does not compute again. */
    private List<TimeRange> left(ComputedRange range, Instant knownEnd) {
        return TimeRanges.of(range.range()).minus(needed).before(knownEnd).ranges();
    }
}
