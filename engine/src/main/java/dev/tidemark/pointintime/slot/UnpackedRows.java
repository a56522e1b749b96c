package dev.tidemark.pointintime.slot;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** The rows of {@link RowBlock}s that have arrived, where they lie. A row is valid until the next one. */
final class UnpackedRows implements Iterator<UnsafeRow> {
    private final Iterator<UnsafeRow> blocks;
    private final UnsafeRow row;
    private @Nullable Object base;
    private long at;
    private long end;

    /**
     * Reads blocks.
     *
     * @param columns of the rows in them
     */
    UnpackedRows(scala.collection.Iterator<InternalRow> blocks, int columns) {
        this.blocks = new UnsafeRows(blocks, RowBlock.COLUMNS);
        this.row = new UnsafeRow(columns);
    }

    @Override
    public boolean hasNext() {
        while (at == end) {
            if (!blocks.hasNext()) {
                return false;
            }
            UnsafeRow block = blocks.next();
            long place = block.getLong(RowBlock.ROWS);
            base = block.getBaseObject();
            at = block.getBaseOffset() + (place >>> 32);
            end = at + (int) place;
        }
        return true;
    }

    /** Puts the next rows into a batch, as many of one block as there is room for; false, and the batch is empty, where no row is left. */
    boolean next(RowBatch batch) {
        batch.begin(base);
        if (!hasNext()) {
            return false;
        }
        batch.begin(base);
        while (at != end && !batch.isFull()) {
            batch.add(at);
            at += RowBlock.HEADER + Platform.getLong(base, at);
        }
        return true;
    }

    @Override
    public UnsafeRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no row is left");
        }
        int length = (int) Platform.getLong(base, at);
        row.pointTo(base, at + RowBlock.HEADER, length);
        at += RowBlock.HEADER + length;
        return row;
    }
}
