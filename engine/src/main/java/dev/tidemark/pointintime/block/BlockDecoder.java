package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.RowBatch;
import dev.tidemark.pointintime.row.RowShape;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the blocks of a {@link BlockEncoder} into batches of rows. The first words and the tails of the rows are
 * copied at once, the words between when a row is completed, because most rows of a group are dropped for what their
 * first words say. Not thread-safe.
 */
public final class BlockDecoder {
    private final Iterator<UnsafeRow> blocks;
    private final RowShape shape;
    private final int headWords;
    private final RowBatch.Rest rest;
    private final long[] from;
    private final int[] widths;
    private final long[] columns;
    private @Nullable Object base;
    private int rows;
    private int read;
    private long tail;

    /**
     * Begins before the first block.
     *
     * @param blocks each valid until the next one
     * @param shape of the rows in them
     * @param headWords the number of words of a row that are copied at once
     */
    public BlockDecoder(Iterator<UnsafeRow> blocks, RowShape shape, int headWords) {
        this.blocks = blocks;
        this.shape = shape;
        this.headWords = headWords;
        this.rest = this::unpackRest;
        this.from = new long[shape.wordsInBlock()];
        this.widths = new int[shape.wordsInBlock()];
        this.columns = new long[shape.wordsInBlock()];
    }

    /** Begins before the first block, and copies all words of a row at once. */
    public BlockDecoder(Iterator<UnsafeRow> blocks, RowShape shape) {
        this(blocks, shape, shape.words());
    }

    /**
     * Puts the next rows into a batch, as many of one block as fit. Returns false, with an empty batch, if no row is
     * left.
     */
    public boolean next(RowBatch batch) {
        batch.clear();
        while (read == rows) {
            if (!blocks.hasNext()) {
                return false;
            }
            open(blocks.next());
        }
        int count = Math.min(RowBatch.MOST, rows - read);
        layOut(batch, count);
        for (int word = 0; word < headWords; word++) {
            unpack(word, read, batch, RowBatch.ALL, count);
        }
        if (shape.hasTail()) {
            copyTails(batch);
        }
        if (headWords < shape.words()) {
            batch.isWithout(rest);
        }
        read += count;
        return true;
    }

    private void open(UnsafeRow block) {
        long place = block.getLong(BlockEncoder.ROWS);
        base = block.getBaseObject();
        long header = block.getBaseOffset() + (place >>> 32);
        rows = Platform.getInt(base, header);
        read = 0;
        long fromWords = header + Integer.BYTES;
        long widthBytes = fromWords + (long) from.length * Long.BYTES;
        long at = widthBytes + from.length;
        for (int column = 0; column < from.length; column++) {
            from[column] = Platform.getLong(base, fromWords + (long) column * Long.BYTES);
            widths[column] = Platform.getByte(base, widthBytes + column);
            columns[column] = at;
            at += (long) widths[column] * rows;
        }
        tail = at + Long.BYTES;
    }

    private void layOut(RowBatch batch, int count) {
        for (int row = 0; row < count; row++) {
            batch.add(shape.hasTail() ? shape.bytes() + tailBytes(read + row) : shape.bytes());
        }
    }

    private void unpackRest(RowBatch batch, int[] of, int count) {
        int first = read - batch.size();
        for (int word = headWords; word < shape.words(); word++) {
            unpack(word, first, batch, of, count);
        }
    }

    /**
     * Copies one word of some rows.
     *
     * @param first the number in the block of the batch's first row
     */
    private void unpack(int word, int first, RowBatch batch, int[] of, int count) {
        byte[] target = batch.bytes();
        long place = (long) word * Long.BYTES;
        long least = from[word];
        int width = widths[word];
        long start = columns[word] + (long) width * first;
        // One loop for each way to store a word, so that no word has to be asked for it.
        if (width == 0) {
            for (int at = 0; at < count; at++) {
                Platform.putLong(target, batch.offset(of[at]) + place, least);
            }
        } else if (width == Long.BYTES) {
            for (int at = 0; at < count; at++) {
                long found = Platform.getLong(base, start + (long) width * of[at]);
                Platform.putLong(target, batch.offset(of[at]) + place, found);
            }
        } else {
            long mask = mask(width);
            for (int at = 0; at < count; at++) {
                long difference = Platform.getLong(base, start + (long) width * of[at]) & mask;
                Platform.putLong(target, batch.offset(of[at]) + place, word(least, difference));
            }
        }
    }

    private int tailBytes(int row) {
        int column = shape.words();
        int width = widths[column];
        long at = columns[column] + (long) width * row;
        if (width == 0 || width == Long.BYTES) {
            return (int) (width == 0 ? from[column] : Platform.getLong(base, at));
        }
        return (int) word(from[column], Platform.getLong(base, at) & mask(width));
    }

    private static long mask(int width) {
        return (1L << (Byte.SIZE * width)) - 1;
    }

    private static long word(long least, long difference) {
        return difference == 0 ? 0 : least + difference;
    }

    private void copyTails(RowBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            int length = batch.length(row) - shape.bytes();
            Platform.copyMemory(base, tail, batch.bytes(), batch.offset(row) + shape.bytes(), length);
            tail += length;
        }
    }
}
