package dev.tidemark.pointintime.slot;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** Partition by partition, rows in blocks. */
final class RowBlockRdd extends RDD<InternalRow> {
    private final RowBlockTerms terms;
    private final RowBlockMetrics metrics;

    RowBlockRdd(RDD<InternalRow> rows, RowBlockTerms terms, RowBlockMetrics metrics) {
        super(rows, ClassTag$.MODULE$.apply(InternalRow.class));
        this.terms = terms;
        this.metrics = metrics;
    }

    @Override
    public Partition[] getPartitions() {
        return rows().partitions();
    }

    @Override
    public Iterator<InternalRow> compute(Partition split, TaskContext context) {
        return new RowBlockTask(terms, metrics, new UnsafeRows(rows().iterator(split, context), terms.columns()));
    }

    private RDD<InternalRow> rows() {
        return firstParent(ClassTag$.MODULE$.apply(InternalRow.class));
    }
}
