package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that count as computed once a plan is executed: everything up to the plan's end agrees with the sources as
 * they were when the plan checked them.
 *
 * @param needed the ranges that the plan computes
 * @param read when the plan checked the sources
 */
record SettledRanges(
        Positions.Known known, SourceChanges.Found changes, TimeRanges needed, ReadPoint read, Instant end) {
    /**
     * Returns the ranges.
     *
     * @param version of the definition by which the plan computes
     * @param elsewhere the versions that read other sources: their ranges were not compared with the current sources
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

    /** Returns the parts of a range that the plan does not compute again. */
    private List<TimeRange> left(ComputedRange range, Instant knownEnd) {
        return TimeRanges.of(range.range()).minus(needed).before(knownEnd).ranges();
    }
}
