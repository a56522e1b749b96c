package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Maps each instant of event time to the reading from which its rows were computed: if ranges overlap, the later
 * reading wins.
 */
final class ComputedMap {
    private final TreeMap<Instant, ComputedRange> byStart = new TreeMap<>();

    /** @param ranges in the order in which they were read */
    static ComputedMap of(Collection<ComputedRange> ranges) {
        ComputedMap map = new ComputedMap();
        ranges.forEach(map::put);
        return map;
    }

    /** Puts a range over the existing ones. */
    void put(ComputedRange range) {
        cut(range.start());
        cut(range.end());
        byStart.subMap(range.start(), range.end()).clear();
        byStart.put(range.start(), range);
    }

    /** Sets the version of the definition that computed a part of the existing ranges. */
    void by(@Nullable Integer version, TimeRange part) {
        cut(part.start());
        cut(part.end());
        byStart.subMap(part.start(), part.end()).replaceAll((start, range) -> range.by(version));
    }

    private void cut(Instant at) {
        Map.Entry<Instant, ComputedRange> before = byStart.lowerEntry(at);
        if (before != null && at.isBefore(before.getValue().end())) {
            ComputedRange whole = before.getValue();
            byStart.put(whole.start(), whole.within(whole.start(), at));
            byStart.put(at, whole.within(at, whole.end()));
        }
    }

    /** Returns the ranges, oldest first; neighbours of one reading and one definition are merged. */
    List<ComputedRange> ranges() {
        List<ComputedRange> merged = new ArrayList<>();
        for (ComputedRange range : byStart.values()) {
            if (!merged.isEmpty()
                    && merged.getLast().touches(range)
                    && merged.getLast().isLike(range)) {
                merged.add(merged.removeLast().with(range));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /**
     * Returns {@link #ranges} with touching neighbours merged, as of the earlier reading, until there are at most
     * {@code count} or no two touch.
     */
    List<ComputedRange> atMost(int count) {
        List<ComputedRange> ranges = ranges();
        while (ranges.size() > count) {
            List<ComputedRange> fewer = new ArrayList<>();
            for (int next = 0; next < ranges.size(); next++) {
                ComputedRange range = ranges.get(next);
                boolean pairs = next + 1 < ranges.size() && range.touches(ranges.get(next + 1));
                fewer.add(pairs ? range.with(ranges.get(++next)) : range);
            }
            if (fewer.size() == ranges.size()) {
                break;
            }
            ranges = fewer;
        }
        return ranges;
    }
}
