package dev.tidemark.pointintime.spark;

import java.io.Serializable;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Applies a task to each partition of another RDD of rows or batches.
 *
 * @param <T> the elements of the other RDD
 */
public final class MappedRdd<T> extends RDD<InternalRow> {
    private final ClassTag<T> source;
    private final Task<T> task;

    /**
     * Computes the rows of a partition. Must not capture a node of the plan, because it is sent to the executors.
     *
     * @param <T> the elements of the partition
     */
    @FunctionalInterface
    public interface Task<T> extends Serializable {
        Iterator<InternalRow> start(Iterator<T> input, TaskContext context);
    }

    public MappedRdd(RDD<T> input, Task<T> task) {
        super(input, ClassTag$.MODULE$.apply(InternalRow.class));
        this.source = input.elementClassTag();
        this.task = task;
    }

    @Override
    public Partition[] getPartitions() {
        return input().partitions();
    }

    @Override
    public Iterator<InternalRow> compute(Partition split, TaskContext context) {
        return task.start(input().iterator(split, context), context);
    }

    private RDD<T> input() {
        return firstParent(source);
    }
}
