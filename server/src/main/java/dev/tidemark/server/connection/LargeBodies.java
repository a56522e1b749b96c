package dev.tidemark.server.connection;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Admits requests with large bodies only while there is memory for the objects they become: an empty map takes one byte
 * in a body and a hundred as an object. Bodies of usual size are not counted and do not wait for large ones.
 * Thread-safe.
 */
public final class LargeBodies {
    private static final int USUAL_BYTES = 64 << 10;
    private static final int UNIT = 1 << 10;

    /** Deflate packs no more than so many bytes into one. */
    private static final int MOST_UNPACKED = 1_032;

    /** What a byte of a body becomes at most, as a tree. */
    private static final int MOST_GROWTH = 128;

    private static final int SHARE_OF_MEMORY = 4;
    private static final long PATIENCE_MILLIS = 1_000;

    private final int mostBodyBytes;
    private final Semaphore units;

    /**
     * Counts for one server.
     *
     * @param mostBodyBytes of one request, also when it is unpacked
     * @param memory of the process
     */
    public LargeBodies(int mostBodyBytes, long memory) {
        this.mostBodyBytes = mostBodyBytes;
        long bytes = Math.max(mostBodyBytes, memory / SHARE_OF_MEMORY / MOST_GROWTH);
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT + 1), true);
    }

    /** Returns what a body counts; 0 for a usual one. */
    public int weight(long length, boolean packed) {
        long unpacked = Math.min(mostBodyBytes, packed ? length * MOST_UNPACKED : length);
        return unpacked <= USUAL_BYTES ? 0 : (int) (unpacked / UNIT);
    }

    /** Waits until there is memory for a body; false where there is none in time. */
    public boolean enter(int weight) {
        try {
            return weight == 0 || units.tryAcquire(weight, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public void leave(int weight) {
        units.release(weight);
    }
}
