package dev.tidemark.window.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * The newest value that is not null. It is the last to leave the window, so a count of the values inside is enough to
 * know when it is gone.
 */
public final class LastAggregate implements SlidingAggregate {
    private @Nullable Object newest;
    private long inside;

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            newest = value;
            inside++;
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null && --inside == 0) {
            newest = null;
        }
    }

    @Override
    public @Nullable Object result() {
        return newest;
    }
}
