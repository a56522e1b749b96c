package dev.tidemark.pointintime.slot;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.jspecify.annotations.Nullable;

/** One partition's rows, gathered in blocks by the task of the join that they go to. A block is valid until the next one. */
final class RowBlockTask extends AdvancingRows {
    /** All blocks of a task together: little beside what Spark keeps for a scan. */
    private static final int BYTES_PER_TASK = 8 << 20;
    /** As long as the buffer of Spark's shuffle writer: a longer block costs no less a row. */
    private static final int LARGEST = 32 << 10;

    private static final int SMALLEST = 1 << 10;
    private static final int SEED = 42;
    private static final int DROPPED = -1;

    private final RowBlockTerms terms;
    private final RowBlockMetrics metrics;
    private final Iterator<UnsafeRow> rows;
    private final EntityBytes keys;
    private final int[] buckets;
    private final RowShape shape;
    private final RowBlock[] blocks;
    private final PackedRows packed;
    private final int blockBytes;
    private int ended;

    RowBlockTask(RowBlockTerms terms, RowBlockMetrics metrics, Iterator<UnsafeRow> rows) {
        this.terms = terms;
        this.metrics = metrics;
        this.rows = rows;
        this.keys = new EntityBytes(terms.keys(), terms.columns());
        this.buckets = Buckets.onePerTask(terms.tasks());
        this.shape = RowShape.of(terms.columns());
        this.blocks = new RowBlock[terms.tasks()];
        this.packed = new PackedRows(shape);
        this.blockBytes = Math.clamp(BYTES_PER_TASK / terms.tasks(), SMALLEST, LARGEST);
    }

    /** Goes on until a block is full. */
    @Override
    @Nullable
    UnsafeRow advance() {
        long read = 0;
        while (rows.hasNext()) {
            UnsafeRow row = rows.next();
            read++;
            int task = taskOf(row);
            if (task == DROPPED) {
                continue;
            }
            RowBlock block = blockOf(task);
            if (block.isFullFor(row, blockBytes)) {
                metrics.rows().add(read);
                UnsafeRow full = taken(task);
                block.add(row);
                return full;
            }
            block.add(row);
        }
        metrics.rows().add(read);
        return rest();
    }

    private @Nullable UnsafeRow rest() {
        while (ended < blocks.length) {
            int task = ended++;
            if (blocks[task] != null && !blocks[task].isEmpty()) {
                return taken(task);
            }
        }
        return null;
    }

    private UnsafeRow taken(int task) {
        metrics.blocks().add(1);
        UnsafeRow rowsOfTask = packed.of(blocks[task], buckets[task]);
        blocks[task].clear();
        return rowsOfTask;
    }

    private RowBlock blockOf(int task) {
        if (blocks[task] == null) {
            blocks[task] = new RowBlock(shape);
        }
        return blocks[task];
    }

    /** Rows without an entity match nothing: the spine's are kept and spread by their content, which a repeated task finds again. */
    private int taskOf(UnsafeRow row) {
        if (keys.read(row)) {
            return Buckets.taskOf(keys.hash(), blocks.length);
        }
        return terms.keepsAll() ? Buckets.taskOf(hash(row), blocks.length) : DROPPED;
    }

    private static int hash(UnsafeRow row) {
        return Murmur3_x86_32.hashUnsafeWords(row.getBaseObject(), row.getBaseOffset(), row.getSizeInBytes(), SEED);
    }
}
