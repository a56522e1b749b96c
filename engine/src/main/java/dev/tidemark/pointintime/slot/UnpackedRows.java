package dev.tidemark.pointintime.slot;

import java.util.Iterator;
import java.util.NoSuchElementException;
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
     * @param blocks each valid until the next one
     * @param columns of the rows in them
     */
    UnpackedRows(Iterator<UnsafeRow> blocks, int columns) {
        this.blocks = blocks;
        this.row = new UnsafeRow(columns);
    }

    @Override
    public boolean hasNext() {
        while (at == end) {
            if (!blocks.hasNext()) {
                return false;
            }
            open(blocks.next());
        }
        return true;
    }

    /** Goes on with the rows of a block, when those of the one before have been read. */
    void open(UnsafeRow block) {
        long place = block.getLong(RowBlock.ROWS);
        base = block.getBaseObject();
        at = block.getBaseOffset() + (place >>> 32);
        end = at + (int) place;
    }

    /** Puts the next rows into a batch, as many of one block as there is room for; false, and the batch is empty, where no row is left. */
    boolean next(RowBatch batch) {
        boolean isLeft = hasNext();
        batch.begin(base);
        while (at != end && !batch.isFull()) {
            batch.add(at);
            at += RowBlock.HEADER + Platform.getLong(base, at);
        }
        return isLeft;
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
