package dev.tidemark.window.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts different values that are not null; 0.0 and -0.0 are one value, as in SQL. */
public final class DistinctAggregate implements SlidingAggregate {
    private final Map<Object, Long> occurrences = new HashMap<>();

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            occurrences.merge(DistinctValue.identity(value), 1L, Long::sum);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            occurrences.computeIfPresent(DistinctValue.identity(value), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public Object result() {
        return (long) occurrences.size();
    }
}
