package dev.tidemark.window.aggregate;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The oldest values that are not null, oldest first. */
public final class EarliestValues implements SlidingAggregate {
    private final ArrayDeque<Object> inside = new ArrayDeque<>();
    private final int limit;

    public EarliestValues(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            inside.addLast(value);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            inside.removeFirst();
        }
    }

    @Override
    public List<Object> result() {
        return inside.stream().limit(limit).toList();
    }
}
