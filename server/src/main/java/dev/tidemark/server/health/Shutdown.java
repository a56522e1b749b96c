package dev.tidemark.server.health;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Tells whether the server is about to end: readiness reports it before the server stops answering. Thread-safe. */
public final class Shutdown {
    private final Duration delay;
    private volatile boolean announced;

    /** @param delay between the announcement and the end */
    public Shutdown(Duration delay) {
        this.delay = delay;
    }

    public boolean isAnnounced() {
        return announced;
    }

    public void announce() {
        announced = true;
    }

    /** Returns when the server may stop, earlier where the thread is interrupted. */
    public void announceAndWait() {
        announce();
        long end = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }
}
