package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.AdvancingRows;
import dev.tidemark.pointintime.row.EntityBytes;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of one partition in blocks, one for each task of the join. A block is valid until the next one. */
public final class RowPartitioner extends AdvancingRows {
    /** The task of a row that is dropped. */
    public static final int DROPPED = -1;

    private final RowBlockSpec spec;
    private final RowBlockMetrics metrics;
    private final Iterator<UnsafeRow> rows;
    private final EntityBytes keys;
    private final PartitionBlocks blocks;

    public RowPartitioner(RowBlockSpec spec, RowBlockMetrics metrics, Iterator<UnsafeRow> rows) {
        this.spec = spec;
        this.metrics = metrics;
        this.rows = rows;
        this.keys = new EntityBytes(spec.keys(), spec.columns());
        this.blocks = new PartitionBlocks(spec, metrics);
    }

    /** Reads on until a block is full. */
    @Override
    @Nullable
    protected UnsafeRow advance() {
        long read = 0;
        while (rows.hasNext()) {
            UnsafeRow row = rows.next();
            read++;
            int task = taskOf(row);
            if (task == DROPPED) {
                continue;
            }
            RowBlock block = blocks.of(task);
            if (blocks.isFull(block, row.getSizeInBytes())) {
                metrics.rows().add(read);
                UnsafeRow full = blocks.take(task);
                block.add(row);
                return full;
            }
            block.add(row);
        }
        metrics.rows().add(read);
        return blocks.takeAny();
    }

    /** A row without an entity matches nothing. The spine's are kept, and spread by their content. */
    private int taskOf(UnsafeRow row) {
        if (keys.read(row)) {
            return TaskBuckets.taskOf(keys.hash(), blocks.tasks());
        }
        return spec.keepsAll() ? TaskBuckets.taskOf(row, blocks.tasks()) : DROPPED;
    }
}
