package dev.tidemark.pointintime.slot;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/** Rows made of batches of columns: some rows at a time, and these column by column, so that what is asked of a column is asked once for them all. */
final class TransposedRows extends AdvancingRows {
    /** So many that they stay in the processor's first cache. */
    private static final int MOST = 128;

    private final Iterator<ColumnarBatch> batches;
    private final BasePredicate condition;
    private final ColumnarMetrics metrics;
    private final int[] positions;
    private final TransposedColumn[] columns;
    private final int rowBytes;
    private final int nullBytes;
    private final byte[] bytes;
    private final UnsafeRow row;
    private final int[] wanted = new int[MOST];
    private @Nullable ColumnarBatch batch;
    private int read;
    private int count;
    private int given;

    TransposedRows(Iterator<ColumnarBatch> batches, ChosenRows chosen, int partition, ColumnarMetrics metrics) {
        List<DataType> types = chosen.types();
        this.batches = batches;
        this.condition = chosen.newCondition(partition);
        this.metrics = metrics;
        this.positions = chosen.positions();
        this.nullBytes = UnsafeRow.calculateBitSetWidthInBytes(types.size());
        this.rowBytes = RowShape.of(types).bytes();
        this.bytes = new byte[MOST * rowBytes];
        this.row = new UnsafeRow(types.size());
        this.columns = new TransposedColumn[types.size()];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = new TransposedColumn(types.get(column), column, bytes, rowBytes, nullBytes);
        }
    }

    /** Whether all columns of some rows have words of their own. */
    static boolean canMake(ChosenRows chosen) {
        return chosen.isColumns() && chosen.types().stream().allMatch(TransposedColumn::canBe);
    }

    @Override
    @Nullable
    UnsafeRow advance() {
        if (given == count && !fill()) {
            return null;
        }
        row.pointTo(bytes, (long) Platform.BYTE_ARRAY_OFFSET + (long) given * rowBytes, rowBytes);
        given++;
        return row;
    }

    private boolean fill() {
        given = 0;
        count = 0;
        ColumnarBatch from = current();
        while (from != null) {
            choose(from);
            if (count > 0) {
                metrics.wanted(count);
                transpose(from);
                return true;
            }
            from = current();
        }
        return false;
    }

    /** The batch that has rows left, null where none has. */
    private @Nullable ColumnarBatch current() {
        while (batch == null || read == batch.numRows()) {
            leave();
            if (!batches.hasNext()) {
                return null;
            }
            batch = batches.next();
            read = 0;
            metrics.read(batch.numRows());
        }
        return batch;
    }

    /** As Spark's own code does: looking for the next batch may empty this one. */
    private void leave() {
        if (batch != null) {
            batch.closeIfFreeable();
            batch = null;
        }
    }

    private void choose(ColumnarBatch from) {
        int end = from.numRows();
        while (count < MOST && read < end) {
            if (condition.eval(from.getRow(read))) {
                wanted[count++] = read;
            }
            read++;
        }
    }

    private void transpose(ColumnarBatch from) {
        for (int at = 0; at < count; at++) {
            Arrays.fill(bytes, at * rowBytes, at * rowBytes + nullBytes, (byte) 0);
        }
        for (int column = 0; column < columns.length; column++) {
            columns[column].put(from.column(positions[column]), wanted, count);
        }
    }
}
