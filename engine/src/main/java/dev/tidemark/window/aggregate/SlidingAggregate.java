package dev.tidemark.window.aggregate;

import org.jspecify.annotations.Nullable;

/** A function over values that enter and leave in the same order; its result depends only on the values inside. */
public interface SlidingAggregate {
    void add(@Nullable Object value);

    /** Removes the oldest value that is still inside. */
    void remove(@Nullable Object value);

    /** Returns the result over the values inside; null if the function has none. */
    @Nullable
    Object result();
}
