package dev.tidemark.pointintime.slot;

import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Copies of some rows, side by side, so that what is done to each can be done to all, a step at a time. Not
 * thread-safe.
 */
final class RowBatch {
    /**
     * As many waits for memory as a processor can have open at once, some times over, and few enough that the rows stay
     * near.
     */
    static final int MOST = 64;

    private static final int SMALLEST = 8 << 10;
    /** The number of each row that a batch may have. */
    static final int[] ALL = IntStream.range(0, MOST).toArray();

    private final int[] starts = new int[MOST + 1];
    private byte[] bytes = new byte[SMALLEST];
    private @Nullable Rest rest;
    private int size;

    /** What has not been copied of rows whose first words have. */
    @FunctionalInterface
    interface Rest {
        /**
         * Copies it.
         *
         * @param rows which of the batch's, as many as are counted
         */
        void copy(RowBatch batch, int[] rows, int count);
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == MOST;
    }

    void clear() {
        size = 0;
        rest = null;
    }

    /**
     * Says that the rows of the batch are not complete, and who can complete them; valid as long as that one goes no
     * further.
     */
    void isWithout(Rest missing) {
        rest = missing;
    }

    /** Completes some rows. */
    void complete(int[] rows, int count) {
        if (rest != null) {
            rest.copy(this, rows, count);
        }
    }

    /** Completes all rows. */
    void complete() {
        complete(ALL, size);
    }

    /** Adds a row of so many bytes, whose content is undefined. */
    void add(int length) {
        int start = starts[size];
        int end = Math.addExact(start, length);
        bytes = GrownBytes.of(bytes, end);
        starts[++size] = end;
    }

    /** Copies a row in. */
    void add(UnsafeRow row) {
        add(row.getSizeInBytes());
        Platform.copyMemory(row.getBaseObject(), row.getBaseOffset(), bytes, offset(size - 1), row.getSizeInBytes());
    }

    /** What all rows lie in, until one is added. */
    byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} a row lies, as {@link Platform} counts. */
    long offset(int at) {
        return (long) Platform.BYTE_ARRAY_OFFSET + starts[at];
    }

    int length(int at) {
        return starts[at + 1] - starts[at];
    }

    /** Makes a row point to one of these. */
    void point(UnsafeRow row, int at) {
        row.pointTo(bytes, offset(at), length(at));
    }
}
