package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.block.Buckets;
import dev.tidemark.pointintime.block.RowBlock;
import dev.tidemark.pointintime.block.RowBlockMetrics;
import dev.tidemark.pointintime.block.RowBlockTask;
import dev.tidemark.pointintime.block.RowBlockTerms;
import dev.tidemark.pointintime.block.TaskBlocks;
import dev.tidemark.pointintime.row.AdvancingRows;
import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.RowShape;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RowBlockTask} makes of rows, made of batches of columns: the keys tell which block a row goes to, and
 * each column's values go there without ever having been rows elsewhere.
 */
final class TransposedBlocks extends AdvancingRows {
    private final RowBlockTerms terms;
    private final RowBlockMetrics metrics;
    private final WantedRows wanted;
    private final TransposedColumn[] columns;
    private final TaskBlocks blocks;
    private final int rowBytes;
    private final EntityBytes keys;
    private final LaidOutRows keyRows;
    private final LaidOutRows whole;
    private final RowBlock[] blockOf = new RowBlock[WantedRows.MOST];
    private final RowPlaces places = new RowPlaces(WantedRows.MOST);
    private final int[] starts = new int[WantedRows.MOST];
    private final int[] kept = new int[WantedRows.MOST];
    private final int[] full = new int[WantedRows.MOST];
    private int fullCount;

    TransposedBlocks(RowBlockTerms terms, RowBlockMetrics metrics, WantedRows wanted) {
        List<DataType> types = terms.columns();
        List<DataType> keyTypes = terms.keys().stream().map(types::get).toList();
        this.terms = terms;
        this.metrics = metrics;
        this.wanted = wanted;
        this.columns = TransposedColumn.all(types);
        this.blocks = new TaskBlocks(terms, metrics);
        this.rowBytes = RowShape.of(types).bytes();
        this.keys = new EntityBytes(IntStream.range(0, keyTypes.size()).boxed().toList(), keyTypes);
        int[] keyPositions = terms.keys().stream().mapToInt(Integer::intValue).toArray();
        this.keyRows = new LaidOutRows(keyPositions, keyTypes, WantedRows.MOST);
        this.whole = new LaidOutRows(IntStream.range(0, types.size()).toArray(), types, 1);
    }

    /**
     * Goes on until a block is full, and to the end of the rows that are laid out together, which may make it longer
     * than it should be.
     */
    @Override
    @Nullable
    protected UnsafeRow advance() {
        while (fullCount == 0) {
            if (!wanted.next()) {
                return blocks.takeAny();
            }
            gather();
        }
        fullCount--;
        return blocks.take(full[fullCount]);
    }

    private void gather() {
        metrics.rows().add(wanted.count());
        int count = assign();
        // Only now: a block that had no room for one more row has its words elsewhere since.
        for (int at = 0; at < count; at++) {
            places.set(at, blockOf[at].words(), starts[at]);
        }
        for (int column = 0; column < columns.length; column++) {
            columns[column].put(wanted.column(column), kept, count, places);
        }
    }

    /** Gives each row that stays its place in a block; returns how many stay. */
    private int assign() {
        keyRows.fill(wanted, wanted.numbers(), wanted.count());
        int count = 0;
        for (int at = 0; at < wanted.count(); at++) {
            int task = taskOf(at);
            if (task != RowBlockTask.DROPPED) {
                RowBlock block = blocks.of(task);
                boolean wasFull = blocks.isFull(block, rowBytes);
                starts[count] = block.addPlace();
                if (!wasFull && blocks.isFull(block, rowBytes)) {
                    full[fullCount++] = task;
                }
                blockOf[count] = block;
                kept[count] = wanted.numbers()[at];
                count++;
            }
        }
        return count;
    }

    /** As {@link RowBlockTask} does it. */
    private int taskOf(int at) {
        if (keys.read(keyRows.row(at))) {
            return Buckets.taskOf(keys.hash(), blocks.tasks());
        }
        if (!terms.keepsAll()) {
            return RowBlockTask.DROPPED;
        }
        whole.fill(wanted, new int[] {wanted.numbers()[at]}, 1);
        return Buckets.taskOf(whole.row(0), blocks.tasks());
    }
}
