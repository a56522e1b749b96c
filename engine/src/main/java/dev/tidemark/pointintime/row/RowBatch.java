package dev.tidemark.pointintime.row;

import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Copies of some rows, side by side, so that what is done to each can be done to all, a step at a time. Not
 * thread-safe.
 */
public final class RowBatch {
    /**
     * As many waits for memory as a processor can have open at once, some times over, and few enough that the rows stay
     * near.
     */
    public static final int MOST = 64;

    private static final int SMALLEST = 8 << 10;
    /** The number of each row that a batch may have. */
    public static final int[] ALL = IntStream.range(0, MOST).toArray();

    private final int[] starts = new int[MOST + 1];
    private byte[] bytes = new byte[SMALLEST];
    private @Nullable Rest rest;
    private int size;

    /** What has not been copied of rows whose first words have. */
    @FunctionalInterface
    public interface Rest {
        /**
         * Copies it.
         *
         * @param rows which of the batch's, as many as are counted
         */
        void copy(RowBatch batch, int[] rows, int count);
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == MOST;
    }

    public void clear() {
        size = 0;
        rest = null;
    }

    /**
     * Says that the rows of the batch are not complete, and who can complete them; valid as long as that one goes no
     * further.
     */
    public void isWithout(Rest missing) {
        rest = missing;
    }

    /** Completes some rows. */
    public void complete(int[] rows, int count) {
        if (rest != null) {
            rest.copy(this, rows, count);
        }
    }

    /** Completes all rows. */
    public void complete() {
        complete(ALL, size);
    }

    /** Adds a row of so many bytes, whose content is undefined. */
    public void add(int length) {
        int start = starts[size];
        int end = Math.addExact(start, length);
        bytes = ByteArrays.grown(bytes, end);
        starts[++size] = end;
    }

    /** Copies a row in. */
    public void add(UnsafeRow row) {
        add(row.getSizeInBytes());
        Platform.copyMemory(row.getBaseObject(), row.getBaseOffset(), bytes, offset(size - 1), row.getSizeInBytes());
    }

    /** What all rows lie in, until one is added. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes} a row lies, as {@link Platform} counts. */
    public long offset(int at) {
        return (long) Platform.BYTE_ARRAY_OFFSET + starts[at];
    }

    public int length(int at) {
        return starts[at + 1] - starts[at];
    }

    /** Makes a row point to one of these. */
    public void point(UnsafeRow row, int at) {
        row.pointTo(bytes, offset(at), length(at));
    }
}
