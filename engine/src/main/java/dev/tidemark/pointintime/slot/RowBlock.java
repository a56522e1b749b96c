package dev.tidemark.pointintime.slot;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;

/**
 * Rows of one bucket, one behind the other, that travel as one row of two columns: the bucket, an INT, and the rows, a BINARY in which each row stands
 * behind its length. It is laid out as an unsafe row from the start, so that handing it on copies nothing.
 */
final class RowBlock {
    static final int BUCKET = 0;
    static final int ROWS = 1;
    static final List<DataType> COLUMNS = List.of(DataTypes.IntegerType, DataTypes.BinaryType);
    /** The length of a row stands before it; eight bytes keep its words aligned. */
    static final int HEADER = 8;

    private static final int START =
            UnsafeRow.calculateBitSetWidthInBytes(COLUMNS.size()) + Long.BYTES * COLUMNS.size();
    private static final int SMALLEST = 1024;

    private final UnsafeRow row = new UnsafeRow(COLUMNS.size());
    private byte[] bytes = new byte[SMALLEST];
    private int end = START;

    boolean isEmpty() {
        return end == START;
    }

    /** Whether one more row would make it longer than a number of bytes. */
    boolean isFullFor(UnsafeRow next, int most) {
        return end + HEADER + next.getSizeInBytes() > most && !isEmpty();
    }

    /** Copies a row in. */
    void add(UnsafeRow next) {
        int length = next.getSizeInBytes();
        int newEnd = Math.addExact(end, HEADER + length);
        if (newEnd > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(newEnd, bytes.length * 2L)));
        }
        Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + end, length);
        Platform.copyMemory(
                next.getBaseObject(), next.getBaseOffset(), bytes, Platform.BYTE_ARRAY_OFFSET + end + HEADER, length);
        end = newEnd;
    }

    /** The block as a row, valid until the next call of anything; it is empty then. */
    UnsafeRow take(int bucket) {
        row.pointTo(bytes, end);
        row.setInt(BUCKET, bucket);
        row.setLong(ROWS, ((long) START << 32) | (end - START));
        end = START;
        return row;
    }
}
