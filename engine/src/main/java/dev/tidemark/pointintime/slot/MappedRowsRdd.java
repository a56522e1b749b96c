package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import scala.reflect.ClassTag$;

/** Partition by partition, what a task makes of rows. */
final class MappedRowsRdd extends RDD<InternalRow> {
    private final List<DataType> columns;
    private final Task task;

    /** What is done with the rows of a partition. Captures no node of the plan: it goes to the executors. */
    @FunctionalInterface
    interface Task extends Serializable {
        scala.collection.Iterator<InternalRow> start(Iterator<UnsafeRow> rows, TaskContext context);
    }

    /**
     * Plans the tasks.
     *
     * @param columns the type of each column of the rows
     */
    MappedRowsRdd(RDD<InternalRow> rows, List<DataType> columns, Task task) {
        super(rows, ClassTag$.MODULE$.apply(InternalRow.class));
        this.columns = columns;
        this.task = task;
    }

    @Override
    public Partition[] getPartitions() {
        return rows().partitions();
    }

    @Override
    public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
        return task.start(new UnsafeRows(rows().iterator(split, context), columns), context);
    }

    private RDD<InternalRow> rows() {
        return firstParent(ClassTag$.MODULE$.apply(InternalRow.class));
    }
}
