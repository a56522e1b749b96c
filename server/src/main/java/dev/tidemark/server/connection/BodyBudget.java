package dev.tidemark.server.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for bodies that are being received, of all connections together. A body counts with the bytes received,
 * not with the length announced. Thread-safe.
 */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Returns false, and takes nothing, where there is not so much left. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
