package dev.tidemark.online.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops asking one node that does not answer, so that its callers are told at once; lets one of them try again from time to time.
 * Only silence counts: an answer, even an error, comes from a node that lives. Thread-safe.
 */
final class NodeBreaker {
    static final int FAILURES = 20;
    static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong openUntil = new AtomicLong(CLOSED);

    /**
     * Tells whether a caller may ask the node.
     *
     * @param now as {@link System#nanoTime}
     */
    boolean allows(long now) {
        long until = openUntil.get();
        return until == CLOSED || (now - until >= 0 && openUntil.compareAndSet(until, now + PAUSE_NANOS));
    }

    void answered() {
        if (failures.get() != 0) {
            failures.set(0);
            openUntil.set(CLOSED);
        }
    }

    void silent(long now) {
        if (failures.incrementAndGet() >= FAILURES) {
            openUntil.compareAndSet(CLOSED, now + PAUSE_NANOS);
        }
    }
}
