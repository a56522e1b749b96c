package dev.tidemark.window;

import org.jspecify.annotations.Nullable;

/** A function over values that enter and leave in the same order; its result depends on nothing but what is inside. */
interface SlidingAggregate {
    void add(@Nullable Object value);

    /** Takes away the oldest value that is still inside. */
    void remove(@Nullable Object value);

    /** The result over what is inside; null where the function has none. */
    @Nullable
    Object result();
}
