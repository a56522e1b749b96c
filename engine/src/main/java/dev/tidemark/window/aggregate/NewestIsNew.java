package dev.tidemark.window.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether the newest value that is not null occurs only once; null without any value. */
public final class NewestIsNew implements SlidingAggregate {
    private final Map<Object, Long> occurrences = new HashMap<>();
    private @Nullable Object newest;

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            newest = DistinctValue.identity(value);
            occurrences.merge(newest, 1L, Long::sum);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            occurrences.computeIfPresent(DistinctValue.identity(value), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The newest value leaves last, so it is inside as long as any value is. */
    @Override
    public @Nullable Object result() {
        return occurrences.isEmpty() ? null : occurrences.getOrDefault(newest, 0L) == 1;
    }
}
