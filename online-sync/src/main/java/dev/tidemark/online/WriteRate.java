package dev.tidemark.online;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Holds writers to a number of entities per second, together: who comes too early waits for its turn. Thread-safe. */
public final class WriteRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /**
     * A limited writer writes so often at least: what it keeps a node busy with is then too little for a read to
     * notice.
     */
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
     * How many entities to write at once at a rate.
     *
     * @param perSecond 0 for no limit
     * @param most what a writer without a limit writes at once
     */
    public static int batch(double perSecond, int most) {
        return perSecond <= 0 ? most : (int) Math.clamp(perSecond / BATCHES_PER_SECOND, 1, most);
    }

    /** Waits until so many more entities may be written. */
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

    /** Takes the next turn; returns how many nanoseconds away it is. Time that nobody used is not saved up. */
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
