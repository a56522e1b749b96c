package dev.tidemark.compile.label;

import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ZippedPartitionsBaseRDD;
import org.apache.spark.rdd.ZippedPartitionsPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.reflect.ClassTag$;

/** Merges the partitions of labels and events that the exchanges have brought together. */
final class LabelJoinRdd extends ZippedPartitionsBaseRDD<InternalRow> {
    private final LabelLayout layout;
    private final LabelMetrics metrics;

    LabelJoinRdd(
            SparkContext context,
            RDD<InternalRow> labels,
            RDD<InternalRow> events,
            LabelLayout layout,
            LabelMetrics metrics) {
        super(
                context,
                Sequences.seq(List.<RDD<?>>of(labels, events)),
                false,
                ClassTag$.MODULE$.apply(InternalRow.class));
        this.layout = layout;
        this.metrics = metrics;
    }

    @Override
    public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
        List<Partition> partitions = Sequences.list(((ZippedPartitionsPartition) split).partitions());
        return new LabelTask(layout, metrics, rows(0, partitions, context), rows(1, partitions, context));
    }

    @SuppressWarnings("unchecked") // The inputs are those of the constructor.
    private scala.collection.Iterator<InternalRow> rows(int input, List<Partition> partitions, TaskContext context) {
        RDD<InternalRow> rdd = (RDD<InternalRow>) rdds().apply(input);
        return rdd.iterator(partitions.get(input), context);
    }
}
