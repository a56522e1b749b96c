package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.RowShape;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a partition's rows, one for each task of the join. A block that was taken is valid until the next one
 * is. Not thread-safe.
 */
public final class PartitionBlocks {
    /** The size of all blocks together, small beside what Spark keeps for a scan. */
    private static final int BYTES_IN_ALL = 8 << 20;
    /** The length of the buffer of Spark's shuffle writer: a longer block costs no less per row. */
    private static final int LARGEST = 32 << 10;

    private static final int SMALLEST = 1 << 10;

    private final RowBlockMetrics metrics;
    private final RowShape shape;
    private final int[] buckets;
    private final RowBlock[] blocks;
    private final BlockEncoder encoder;
    private final int blockBytes;
    private int ended;

    public PartitionBlocks(RowBlockSpec spec, RowBlockMetrics metrics) {
        this.metrics = metrics;
        this.shape = RowShape.of(spec.columns());
        this.buckets = TaskBuckets.onePerTask(spec.tasks());
        this.blocks = new RowBlock[spec.tasks()];
        this.encoder = new BlockEncoder(shape);
        this.blockBytes = Math.clamp(BYTES_IN_ALL / spec.tasks(), SMALLEST, LARGEST);
    }

    public int tasks() {
        return blocks.length;
    }

    public RowBlock of(int task) {
        if (blocks[task] == null) {
            blocks[task] = new RowBlock(shape);
        }
        return blocks[task];
    }

    /** Returns whether a block has rows and would become too long with one more row of a size. */
    public boolean isFull(RowBlock block, int bytesOfNext) {
        return block.isFullFor(bytesOfNext, blockBytes);
    }

    /** Encodes the block of a task and empties it. */
    public UnsafeRow take(int task) {
        metrics.blocks().add(1);
        UnsafeRow rows = encoder.encode(of(task), buckets[task]);
        blocks[task].clear();
        return rows;
    }

    /** At the end, takes a block that is not empty; null if all are. */
    @Nullable
    public UnsafeRow takeAny() {
        while (ended < blocks.length) {
            int task = ended++;
            if (blocks[task] != null && !blocks[task].isEmpty()) {
                return take(task);
            }
        }
        return null;
    }
}
