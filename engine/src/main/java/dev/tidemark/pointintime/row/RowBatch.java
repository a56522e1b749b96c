package dev.tidemark.pointintime.row;

import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Copies of some rows side by side, so that each step can be done for all of them before the next step. Not
 * thread-safe.
 */
public final class RowBatch {
    /** A few times as many rows as a processor can have memory reads in flight, and few enough to stay in its cache. */
    public static final int MOST = 64;

    private static final int SMALLEST = 8 << 10;
    /** The numbers of the rows of a full batch. */
    public static final int[] ALL = IntStream.range(0, MOST).toArray();

    private final int[] starts = new int[MOST + 1];
    private byte[] bytes = new byte[SMALLEST];
    private @Nullable Rest rest;
    private int size;

    /** Copies the remaining words of rows of which a batch has only the first. */
    @FunctionalInterface
    public interface Rest {
        /**
         * Copies the remaining words.
         *
         * @param rows the numbers of the rows in the batch, of which the first {@code count} are valid
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

    /** Marks the rows of the batch as incomplete. The given copier can complete them until it reads on. */
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

    /** Adds a row of a length in bytes, whose content is undefined. */
    public void add(int length) {
        int start = starts[size];
        int end = Math.addExact(start, length);
        bytes = ByteArrays.grown(bytes, end);
        starts[++size] = end;
    }

    /** Adds a copy of a row. */
    public void add(UnsafeRow row) {
        add(row.getSizeInBytes());
        Platform.copyMemory(row.getBaseObject(), row.getBaseOffset(), bytes, offset(size - 1), row.getSizeInBytes());
    }

    /** The bytes of all rows, valid until a row is added. */
    public byte[] bytes() {
        return bytes;
    }

    /** The offset of a row in {@link #bytes}, as {@link Platform} counts. */
    public long offset(int at) {
        return (long) Platform.BYTE_ARRAY_OFFSET + starts[at];
    }

    public int length(int at) {
        return starts[at + 1] - starts[at];
    }

    /** Makes a row point to one of the batch. */
    public void point(UnsafeRow row, int at) {
        row.pointTo(bytes, offset(at), length(at));
    }
}
