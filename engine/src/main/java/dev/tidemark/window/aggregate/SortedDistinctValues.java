package dev.tidemark.window.aggregate;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Different values that are not null, the least first. */
public final class SortedDistinctValues implements SlidingAggregate {
    private final NavigableMap<Object, Long> occurrences = new TreeMap<>(ValueOrder.INSTANCE);
    private final int limit;

    public SortedDistinctValues(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            occurrences.merge(DistinctValue.canonical(value), 1L, Long::sum);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            occurrences.computeIfPresent(
                    DistinctValue.canonical(value), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public List<Object> result() {
        return occurrences.keySet().stream().limit(limit).toList();
    }
}
