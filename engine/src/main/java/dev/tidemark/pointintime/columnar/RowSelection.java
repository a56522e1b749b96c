package dev.tidemark.pointintime.columnar;

import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/**
 * Which rows of batches of columns are wanted, some at a time, so that what is asked of a column is asked once for them
 * all. Not thread-safe.
 */
public final class RowSelection {
    /** So many that, laid out, they stay in the processor's first cache. */
    public static final int MOST = 128;

    private final Iterator<ColumnarBatch> batches;
    private final BasePredicate condition;
    private final ColumnarMetrics metrics;
    private final int[] positions;
    private final Refinement refinement;
    private final int[] numbers = new int[MOST];
    private @Nullable ColumnarBatch batch;
    private int read;
    private int count;

    /** Leaves out more rows than a plan's conditions do. */
    @FunctionalInterface
    public interface Refinement {
        Refinement NONE = (rows, numbers, count) -> count;

        /**
         * Moves the numbers of the rows that stay to the front, in their order.
         *
         * @param numbers of the rows, as many as are counted
         * @return how many stay
         */
        int keep(RowSelection rows, int[] numbers, int count);
    }

    RowSelection(
            Iterator<ColumnarBatch> batches,
            ScanProjection projection,
            int partition,
            ColumnarMetrics metrics,
            Refinement refinement) {
        this.batches = batches;
        this.refinement = refinement;
        this.condition = projection.newCondition(partition);
        this.metrics = metrics;
        this.positions = projection.positions();
    }

    /** Goes on to the next rows, all of one batch; false where none is left. */
    boolean next() {
        count = 0;
        while (count == 0 && isInBatch()) {
            choose();
            metrics.wanted(count);
            count = refinement.keep(this, numbers, count);
        }
        return count > 0;
    }

    /** Whether there is a batch that has rows left. */
    private boolean isInBatch() {
        while (batch == null || read == batch.numRows()) {
            leave();
            if (!batches.hasNext()) {
                return false;
            }
            batch = batches.next();
            read = 0;
            metrics.read(batch.numRows());
        }
        return true;
    }

    /** As Spark's own code does: looking for the next batch may empty this one. */
    private void leave() {
        if (batch != null) {
            batch.closeIfFreeable();
            batch = null;
        }
    }

    private void choose() {
        ColumnarBatch from = current();
        int end = from.numRows();
        while (count < MOST && read < end) {
            if (condition.eval(from.getRow(read))) {
                numbers[count++] = read;
            }
            read++;
        }
    }

    private ColumnarBatch current() {
        if (batch == null) {
            throw new IllegalStateException("no batch is open");
        }
        return batch;
    }

    int count() {
        return count;
    }

    /** The rows' numbers among a column's values, as many as are counted. */
    int[] numbers() {
        return numbers;
    }

    /** The values of one of the columns that are made of the rows. */
    public ColumnVector column(int of) {
        return current().column(positions[of]);
    }
}
