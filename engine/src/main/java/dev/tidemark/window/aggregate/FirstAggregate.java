package dev.tidemark.window.aggregate;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The oldest value that is not null. */
public final class FirstAggregate implements SlidingAggregate {
    private final ArrayDeque<Object> inside = new ArrayDeque<>();

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
    public @Nullable Object result() {
        return inside.peekFirst();
    }
}
