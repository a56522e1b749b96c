package dev.tidemark.window.span;

/**
 * A window of one length.
 *
 * @param lag how long before the instant the window ends
 */
public record SlidingSpan(long length, long lag) implements WindowSpan {
    @Override
    public long enters(long time) {
        return after(time, lag);
    }

    @Override
    public long leaves(long time) {
        return after(time, reach());
    }

    @Override
    public long reach() {
        return after(length, lag);
    }

    @Override
    public boolean entersAtOnce() {
        return lag == 0;
    }

    /** A window that is longer than time can be counted never lets an event go. */
    private static long after(long time, long duration) {
        return time > Long.MAX_VALUE - duration ? Long.MAX_VALUE : time + duration;
    }
}
