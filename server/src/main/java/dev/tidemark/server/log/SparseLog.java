package dev.tidemark.server.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/**
 * Logs at most one entry per second for a condition that affects many requests at once, with the number of entries left
 * out. Thread-safe.
 */
public final class SparseLog {
    private static final long PAUSE_NANOS = 1_000_000_000;

    private final Logger log;
    private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
    private final LongAdder leftOut = new LongAdder();

    public SparseLog(Logger log) {
        this.log = log;
    }

    public void warn(String requestId, String message) {
        long now = System.nanoTime();
        long next = nextAt.get();
        if (now - next < 0 || !nextAt.compareAndSet(next, now + PAUSE_NANOS)) {
            leftOut.increment();
            return;
        }
        log.warn(
                "Request {}: {} ({} more requests failed since the last such line)",
                requestId,
                message,
                leftOut.sumThenReset());
    }
}
