package dev.tidemark.pointintime.slot;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** The rows of blocks that have arrived, laid out as {@link PackedRows} does, some at a time. Not thread-safe. */
final class RowBlocks {
    private final Iterator<UnsafeRow> blocks;
    private final RowShape shape;
    private final long[] from;
    private final int[] widths;
    private final long[] columns;
    private @Nullable Object base;
    private int rows;
    private int read;
    private long tail;

    /**
     * Reads blocks.
     *
     * @param blocks each valid until the next one
     * @param shape of the rows in them
     */
    RowBlocks(Iterator<UnsafeRow> blocks, RowShape shape) {
        this.blocks = blocks;
        this.shape = shape;
        this.from = new long[shape.wordsInBlock()];
        this.widths = new int[shape.wordsInBlock()];
        this.columns = new long[shape.wordsInBlock()];
    }

    /** Puts the next rows into a batch, as many of one block as there is room for; false, and the batch is empty, where no row is left. */
    boolean next(RowBatch batch) {
        batch.clear();
        while (read == rows) {
            if (!blocks.hasNext()) {
                return false;
            }
            open(blocks.next());
        }
        int count = Math.min(RowBatch.MOST, rows - read);
        layOut(batch, count);
        for (int word = 0; word < shape.words(); word++) {
            unpack(word, batch);
        }
        if (shape.hasTail()) {
            copyTails(batch);
        }
        read += count;
        return true;
    }

    private void open(UnsafeRow block) {
        long place = block.getLong(PackedRows.ROWS);
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
            batch.add(shape.hasTail() ? shape.bytes() + (int) word(shape.words(), read + row) : shape.bytes());
        }
    }

    private void unpack(int column, RowBatch batch) {
        byte[] target = batch.bytes();
        long place = (long) column * Long.BYTES;
        int width = widths[column];
        long first = from[column];
        long mask = mask(width);
        long at = columns[column] + (long) width * read;
        for (int row = 0; row < batch.size(); row++) {
            long word = word(Platform.getLong(base, at), first, width, mask);
            Platform.putLong(target, batch.offset(row) + place, word);
            at += width;
        }
    }

    private long word(int column, int row) {
        int width = widths[column];
        long at = columns[column] + (long) width * row;
        return word(Platform.getLong(base, at), from[column], width, mask(width));
    }

    private static long mask(int width) {
        return width == Long.BYTES ? -1 : (1L << (Byte.SIZE * width)) - 1;
    }

    private static long word(long packed, long from, int width, long mask) {
        if (width == 0) {
            return from;
        }
        if (width == Long.BYTES) {
            return packed;
        }
        long difference = packed & mask;
        return difference == 0 ? 0 : from + difference;
    }

    private void copyTails(RowBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            int length = batch.length(row) - shape.bytes();
            Platform.copyMemory(base, tail, batch.bytes(), batch.offset(row) + shape.bytes(), length);
            tail += length;
        }
    }
}
