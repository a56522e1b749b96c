package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.RowShape;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.Platform;

/**
 * A block of rows as it travels: a row of two columns, the bucket, an INT, and the rows, a BINARY. In there the words
 * of the rows stand column by column, each as its difference from a word less than all of its column, in as few bytes
 * as the greatest difference needs (frame of reference: J. Goldstein, R. Ramakrishnan, U. Shaft, "Compressing relations
 * and indexes", 1998). Keys, instants, counts and the bits of nulls take one to six bytes so, a column of one value
 * none. A word of zero, which is what a null has, is a difference of zero, however far from the others it is.
 *
 * <p>In order: the number of rows, an INT; of each column the word that the differences are from; of each column its
 * width in bytes, 0 where all its words are that word, 8 where they stand as they are; the columns; eight bytes more,
 * so that a difference of any width can be read as a whole word; the tails, one behind another. Laid out as an unsafe
 * row from the start, so that handing it on copies nothing. Not thread-safe.
 */
public final class BlockEncoder {
    public static final int BUCKET = 0;
    public static final int ROWS = 1;
    public static final List<DataType> COLUMNS = List.of(DataTypes.IntegerType, DataTypes.BinaryType);

    private static final int START =
            UnsafeRow.calculateBitSetWidthInBytes(COLUMNS.size()) + Long.BYTES * COLUMNS.size();
    /**
     * A word's first bytes are its lowest, and those behind them may be written over. Elsewhere all widths are those of
     * words.
     */
    private static final boolean LOWEST_FIRST = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final int columns;
    private final UnsafeRow row = new UnsafeRow(COLUMNS.size());
    private byte[] bytes = new byte[0];

    /** What those of a column are from, and their width. */
    private record Differences(long from, int width) {}

    BlockEncoder(RowShape shape) {
        this.columns = shape.wordsInBlock();
    }

    /** The rows of a block, valid until the next call. */
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
     * As an unsigned number: two words may be further apart than a signed one tells, or than any does, which comes out
     * as zero.
     */
    private static int width(long greatestDifference) {
        if (greatestDifference == 0 || !LOWEST_FIRST) {
            return Long.BYTES;
        }
        return (Long.SIZE - Long.numberOfLeadingZeros(greatestDifference) + 7) / 8;
    }

    /** Each word over the bytes of the one before that it did not need. */
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
