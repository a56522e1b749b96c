package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.AdvancingRows;
import java.util.SplittableRandom;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/** A sample of the rows in batches of columns. Rows that are skipped cost no more than the reading of their batch. */
final class SampledRows extends AdvancingRows {
    private final Iterator<ColumnarBatch> batches;
    private final BasePredicate condition;
    private final UnsafeProjection projection;
    private final SplittableRandom random;
    private final double logOfOthers;
    private @Nullable ColumnarBatch batch;
    private long at;

    /**
     * Begins a sample.
     *
     * @param fraction of the rows, above 0 and below 1
     */
    SampledRows(Iterator<ColumnarBatch> batches, ScanProjection scan, int partition, double fraction) {
        this.batches = batches;
        this.condition = scan.newCondition(partition);
        this.projection = scan.newProjection();
        this.random = new SplittableRandom(partition);
        this.logOfOthers = Math.log1p(-fraction);
        this.at = gap();
    }

    /** The number of rows before the next one of the sample: geometrically distributed, as with a draw for each row. */
    private long gap() {
        return (long) (Math.log1p(-random.nextDouble()) / logOfOthers);
    }

    /** Frees the batch before the next one is looked for, which may empty it, as Spark's own code does. */
    private void leave() {
        if (batch != null) {
            at -= batch.numRows();
            batch.closeIfFreeable();
            batch = null;
        }
    }

    @Override
    @Nullable
    protected UnsafeRow advance() {
        while (true) {
            while (batch == null || at >= batch.numRows()) {
                leave();
                if (!batches.hasNext()) {
                    return null;
                }
                batch = batches.next();
            }
            InternalRow row = batch.getRow((int) at);
            at += 1 + gap();
            if (condition.eval(row)) {
                return projection.apply(row);
            }
        }
    }
}
