package dev.tidemark.online;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops asking what does not answer, such as one node, so that its callers are told at once; lets one of them try again
 * from time to time. Only silence counts: an answer, even an error, comes from something that lives. Thread-safe.
 */
public final class Breaker {
    static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long CLOSED = Long.MIN_VALUE;

    private final int limit;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntil = new AtomicLong(CLOSED);

    /** @param limit silences in a row, from which on it is left alone */
    public Breaker(int limit) {
        this.limit = limit;
    }

    /**
     * Tells whether a caller may ask.
     *
     * @param now as {@link System#nanoTime}
     */
    public boolean allows(long now) {
        long until = openUntil.get();
        return until == CLOSED || (now - until >= 0 && openUntil.compareAndSet(until, now + PAUSE_NANOS));
    }

    public void answered() {
        if (failures.get() != 0) {
            failures.set(0);
            openUntil.set(CLOSED);
        }
    }

    /**
     * Counts a silence.
     *
     * @param now as {@link System#nanoTime}
     */
    public void silent(long now) {
        if (failures.incrementAndGet() >= limit) {
            openUntil.compareAndSet(CLOSED, now + PAUSE_NANOS);
        }
    }
}
