package dev.tidemark.pointintime.columnar;

import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/**
 * Selects rows from batches of columns, some at a time, so that each decision about a column is made once for all of
 * them. Not thread-safe.
 */
public final class RowSelection {
    /** As many rows as fit into the processor's first cache when they are laid out. */
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
         * Moves the numbers of the kept rows to the front, in their order.
         *
         * @param numbers the rows' numbers, of which the first {@code count} are valid
         * @return how many are kept
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

    /** Selects the next rows, all of one batch. Returns false if no row is left. */
    boolean next() {
        count = 0;
        while (count == 0 && isInBatch()) {
            choose();
            metrics.wanted(count);
            count = refinement.keep(this, numbers, count);
        }
        return count > 0;
    }

    /** Opens the next batch if the current one has no rows left. Returns false if there is none. */
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

    /** Frees the batch before the next one is looked for, which may empty it, as Spark's own code does. */
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

    /** The numbers of the selected rows in their batch, of which the first {@link #count} are valid. */
    int[] numbers() {
        return numbers;
    }

    /** The values of one of the output's columns in the current batch. */
    public ColumnVector column(int of) {
        return current().column(positions[of]);
    }
}
