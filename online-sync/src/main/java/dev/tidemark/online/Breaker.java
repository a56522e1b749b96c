package dev.tidemark.online;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops requests to something that does not answer, such as a node, so that callers fail immediately, and lets one of
 * them through from time to time. Only silence counts: an answer, even an error, shows that the node is alive.
 * Thread-safe.
 */
public final class Breaker {
    static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long CLOSED = Long.MIN_VALUE;

    private final int limit;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntil = new AtomicLong(CLOSED);

    /** @param limit the number of silences in a row after which requests stop */
    public Breaker(int limit) {
        this.limit = limit;
    }

    /**
     * Returns true if a caller may send a request.
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
