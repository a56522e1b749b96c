package dev.tidemark.pointintime.slot;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** Partition by partition, what the filter lets through. */
final class SlotFilterRdd extends RDD<InternalRow> {
    private final GroupLayout layout;
    private final SlotFilterTerms terms;
    private final SlotFilterMetrics metrics;

    SlotFilterRdd(RDD<InternalRow> rows, GroupLayout layout, SlotFilterTerms terms, SlotFilterMetrics metrics) {
        super(rows, ClassTag$.MODULE$.apply(InternalRow.class));
        this.layout = layout;
        this.terms = terms;
        this.metrics = metrics;
    }

    @Override
    public Partition[] getPartitions() {
        return rows().partitions();
    }

    @Override
    public Iterator<InternalRow> compute(Partition split, TaskContext context) {
        return new SlotFilterTask(
                layout, terms, metrics, context, new UnsafeRows(rows().iterator(split, context), layout.columns()));
    }

    private RDD<InternalRow> rows() {
        return firstParent(ClassTag$.MODULE$.apply(InternalRow.class));
    }
}
