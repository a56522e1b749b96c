package dev.tidemark.online;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Limits writers together to a number of entities per second: a writer that comes too early waits for its turn.
 * Thread-safe.
 */
public final class WriteRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** A limited writer writes at least so often, in batches so small that a read does not notice them. */
    private static final double BATCHES_PER_SECOND = 100;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private long nextTurn;

    /** @param perSecond 0 for no limit */
    public WriteRate(double perSecond) {
        this(perSecond, System::nanoTime);
    }

    WriteRate(double perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.nextTurn = nanoTime.getAsLong();
    }

    /**
     * Returns how many entities to write in one batch at a rate.
     *
     * @param perSecond 0 for no limit
     * @param most the batch of a writer without a limit
     */
    public static int batch(double perSecond, int most) {
        return perSecond <= 0 ? most : (int) Math.clamp(perSecond / BATCHES_PER_SECOND, 1, most);
    }

    /** Waits until the given number of further entities may be written. */
    public void await(int entities) {
        long turn = nanoTime.getAsLong() + turn(entities);
        long left = turn - nanoTime.getAsLong();
        while (left > 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while it waited for its turn to write");
            }
            LockSupport.parkNanos(this, left);
            left = turn - nanoTime.getAsLong();
        }
    }

    /** Takes the next turn and returns the nanoseconds until then. Unused time is not saved up. */
    synchronized long turn(int entities) {
        if (perSecond <= 0) {
            return 0;
        }
        long now = nanoTime.getAsLong();
        long turn = Math.max(now, nextTurn);
        nextTurn = turn + (long) (entities / perSecond * SECOND);
        return turn - now;
    }
}
