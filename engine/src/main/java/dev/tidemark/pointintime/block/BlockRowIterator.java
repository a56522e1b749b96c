package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.RowBatch;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The rows of the blocks that have arrived, one by one. A row is valid until the next one. */
public final class BlockRowIterator implements Iterator<UnsafeRow> {
    private final BlockDecoder blocks;
    private final RowBatch batch = new RowBatch();
    private final UnsafeRow row;
    private int at;

    /**
     * Begins before the first row.
     *
     * @param columns the number of columns of a row
     */
    public BlockRowIterator(BlockDecoder blocks, int columns) {
        this.blocks = blocks;
        this.row = new UnsafeRow(columns);
    }

    @Override
    public boolean hasNext() {
        if (at < batch.size()) {
            return true;
        }
        at = 0;
        return blocks.next(batch);
    }

    @Override
    public UnsafeRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no row is left");
        }
        batch.point(row, at++);
        return row;
    }
}
