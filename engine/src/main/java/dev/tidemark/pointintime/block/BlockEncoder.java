package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.RowShape;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;

/**
 * Encodes a block of rows for the exchange as a row of two columns, the bucket (INT) and the rows (BINARY). The words
 * of the rows are stored column by column, each as its difference from a base that is less than all words of the
 * column, in as few bytes as the greatest difference needs (frame of reference: J. Goldstein, R. Ramakrishnan, U.
 * Shaft, "Compressing relations and indexes", 1998). Keys, instants, counts and null bits take one to six bytes this
 * way, a column of one value none. A zero word, which a null has, is a difference of zero, however far the base is.
 *
 * <p>The layout: the number of rows (INT); the base of each column; the width of each column in bytes, 0 if all its
 * words are the base, 8 if they are stored as they are; the columns; eight more bytes, so that a difference of any
 * width can be read as a whole word; the tails, one after another. The result is laid out as an unsafe row from the
 * start, so that passing it on copies nothing. Not thread-safe.
 */
public final class BlockEncoder {
    public static final int BUCKET = 0;
    public static final int ROWS = 1;
    public static final List<DataType> COLUMNS = List.of(DataTypes.IntegerType, DataTypes.BinaryType);

    private static final int START =
            UnsafeRow.calculateBitSetWidthInBytes(COLUMNS.size()) + Long.BYTES * COLUMNS.size();
    /**
     * Whether a word's first bytes are its lowest, so that those after them may be overwritten. Elsewhere all words are
     * stored whole.
     */
    private static final boolean LOWEST_FIRST = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final int columns;
    private final UnsafeRow row = new UnsafeRow(COLUMNS.size());
    private byte[] bytes = new byte[0];

    /** The base value of a column's differences and their width in bytes. */
    private record Differences(long from, int width) {}

    BlockEncoder(RowShape shape) {
        this.columns = shape.wordsInBlock();
    }

    /** Encodes a block. The result is valid until the next call. */
    UnsafeRow encode(RowBlock block, int bucket) {
        require(block);
        long header = (long) Platform.BYTE_ARRAY_OFFSET + START;
        long widths = header + Integer.BYTES + (long) columns * Long.BYTES;
        long at = widths + columns;
        Platform.putInt(bytes, header, block.rows());
        for (int column = 0; column < columns; column++) {
            Differences differences = differences(block, column);
            Platform.putLong(bytes, header + Integer.BYTES + (long) column * Long.BYTES, differences.from);
            Platform.putByte(bytes, widths + column, (byte) differences.width);
            put(block, column, differences, at);
            at += (long) differences.width * block.rows();
        }
        Platform.putLong(bytes, at, 0);
        at += Long.BYTES;
        Platform.copyMemory(block.tails(), Platform.BYTE_ARRAY_OFFSET, bytes, at, block.tailBytes());
        Platform.putLong(bytes, at + block.tailBytes(), 0);
        int length = (int) (at - header) + block.tailBytes();
        row.pointTo(bytes, START + ((length + 7) & ~7));
        row.setInt(BUCKET, bucket);
        row.setLong(ROWS, ((long) START << 32) | length);
        return row;
    }

    private void require(RowBlock block) {
        long most = (long) START
                + Integer.BYTES
                + columns * (Long.BYTES + 1L)
                + (long) block.rows() * columns * Long.BYTES
                + Long.BYTES
                + block.tailBytes()
                + Long.BYTES;
        if (bytes.length < most) {
            bytes = new byte[Math.toIntExact(most)];
        }
    }

    private Differences differences(RowBlock block, int column) {
        long[] words = block.words();
        int end = block.rows() * columns;
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        boolean hasZero = false;
        for (int at = column; at < end; at += columns) {
            long word = words[at];
            if (word == 0) {
                hasZero = true;
            } else {
                least = Math.min(least, word);
                greatest = Math.max(greatest, word);
            }
        }
        if (least > greatest || (least == greatest && !hasZero)) {
            return new Differences(words[column], 0);
        }
        long from = least - 1;
        return new Differences(from, width(greatest - from));
    }

    /**
     * The bytes that an unsigned difference needs. Two words may differ by more than a signed long holds; a difference
     * that no long holds comes out as zero.
     */
    private static int width(long greatestDifference) {
        if (greatestDifference == 0 || !LOWEST_FIRST) {
            return Long.BYTES;
        }
        return (Long.SIZE - Long.numberOfLeadingZeros(greatestDifference) + 7) / 8;
    }

    /** Writes each word over the unused bytes of the one before. */
    private void put(RowBlock block, int column, Differences differences, long start) {
        int width = differences.width;
        if (width == 0) {
            return;
        }
        long[] words = block.words();
        int end = block.rows() * columns;
        long from = width == Long.BYTES ? 0 : differences.from;
        long target = start;
        for (int at = column; at < end; at += columns) {
            long word = words[at];
            Platform.putLong(bytes, target, word == 0 ? 0 : word - from);
            target += width;
        }
    }
}
