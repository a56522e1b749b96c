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
 * Partition by partition, what a task makes of another's rows or batches.
 *
 * @param <T> what it is made of
 */
public final class MappedRdd<T> extends RDD<InternalRow> {
    private final ClassTag<T> source;
    private final Task<T> task;

    /**
     * What is done with a partition. Captures no node of the plan: it goes to the executors.
     *
     * @param <T> what there is in it
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
