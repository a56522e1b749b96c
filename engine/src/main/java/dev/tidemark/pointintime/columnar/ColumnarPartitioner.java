package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.block.PartitionBlocks;
import dev.tidemark.pointintime.block.RowBlock;
import dev.tidemark.pointintime.block.RowBlockMetrics;
import dev.tidemark.pointintime.block.RowBlockSpec;
import dev.tidemark.pointintime.block.RowPartitioner;
import dev.tidemark.pointintime.block.TaskBuckets;
import dev.tidemark.pointintime.row.AdvancingRows;
import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.RowShape;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Does with batches of columns what {@link RowPartitioner} does with rows: the keys select the block of a row, and the
 * values of each column are copied there without having been rows before.
 */
final class ColumnarPartitioner extends AdvancingRows {
    private final RowBlockSpec spec;
    private final RowBlockMetrics metrics;
    private final RowSelection selection;
    private final TransposedColumn[] columns;
    private final PartitionBlocks blocks;
    private final int rowBytes;
    private final EntityBytes keys;
    private final RowBuffer keyRows;
    private final RowBuffer whole;
    private final RowBlock[] blockOf = new RowBlock[RowSelection.MOST];
    private final RowPlaces places = new RowPlaces(RowSelection.MOST);
    private final int[] starts = new int[RowSelection.MOST];
    private final int[] kept = new int[RowSelection.MOST];
    private final int[] full = new int[RowSelection.MOST];
    private int fullCount;

    ColumnarPartitioner(RowBlockSpec spec, RowBlockMetrics metrics, RowSelection selection) {
        List<DataType> types = spec.columns();
        List<DataType> keyTypes = spec.keys().stream().map(types::get).toList();
        this.spec = spec;
        this.metrics = metrics;
        this.selection = selection;
        this.columns = TransposedColumn.all(types);
        this.blocks = new PartitionBlocks(spec, metrics);
        this.rowBytes = RowShape.of(types).bytes();
        this.keys = new EntityBytes(IntStream.range(0, keyTypes.size()).boxed().toList(), keyTypes);
        int[] keyPositions = spec.keys().stream().mapToInt(Integer::intValue).toArray();
        this.keyRows = new RowBuffer(keyPositions, keyTypes, RowSelection.MOST);
        this.whole = new RowBuffer(IntStream.range(0, types.size()).toArray(), types, 1);
    }

    /**
     * Reads on until a block is full, and to the end of the rows that are selected together, which may make the block
     * longer than it should be.
     */
    @Override
    @Nullable
    protected UnsafeRow advance() {
        while (fullCount == 0) {
            if (!selection.next()) {
                return blocks.takeAny();
            }
            gather();
        }
        fullCount--;
        return blocks.take(full[fullCount]);
    }

    private void gather() {
        metrics.rows().add(selection.count());
        int count = assign();
        // Only now: a block that had to grow has moved its words.
        for (int at = 0; at < count; at++) {
            places.set(at, blockOf[at].words(), starts[at]);
        }
        for (int column = 0; column < columns.length; column++) {
            columns[column].put(selection.column(column), kept, count, places);
        }
    }

    /** Gives each kept row its place in a block; returns the number of kept rows. */
    private int assign() {
        keyRows.fill(selection, selection.numbers(), selection.count());
        int count = 0;
        for (int at = 0; at < selection.count(); at++) {
            int task = taskOf(at);
            if (task != RowPartitioner.DROPPED) {
                RowBlock block = blocks.of(task);
                boolean wasFull = blocks.isFull(block, rowBytes);
                starts[count] = block.addPlace();
                if (!wasFull && blocks.isFull(block, rowBytes)) {
                    full[fullCount++] = task;
                }
                blockOf[count] = block;
                kept[count] = selection.numbers()[at];
                count++;
            }
        }
        return count;
    }

    /** The task of a row, as {@link RowPartitioner} chooses it. */
    private int taskOf(int at) {
        if (keys.read(keyRows.row(at))) {
            return TaskBuckets.taskOf(keys.hash(), blocks.tasks());
        }
        if (!spec.keepsAll()) {
            return RowPartitioner.DROPPED;
        }
        whole.fill(selection, new int[] {selection.numbers()[at]}, 1);
        return TaskBuckets.taskOf(whole.row(0), blocks.tasks());
    }
}
