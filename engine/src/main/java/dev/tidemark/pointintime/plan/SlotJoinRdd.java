package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.block.BlockDecoder;
import dev.tidemark.pointintime.block.BlockEncoder;
import dev.tidemark.pointintime.block.BlockRowIterator;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowShape;
import dev.tidemark.pointintime.row.UnsafeRows;
import dev.tidemark.pointintime.slot.SlotJoinLayout;
import dev.tidemark.pointintime.slot.SlotMetrics;
import dev.tidemark.pointintime.slot.SlotTask;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ZippedPartitionsBaseRDD;
import org.apache.spark.rdd.ZippedPartitionsPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import scala.reflect.ClassTag$;

/** Joins the partitions of the spine and of each group that the exchanges have brought together. */
final class SlotJoinRdd extends ZippedPartitionsBaseRDD<InternalRow> {
    private final SlotJoinLayout layout;
    private final SlotMetrics metrics;

    SlotJoinRdd(SparkContext context, List<RDD<InternalRow>> inputs, SlotJoinLayout layout, SlotMetrics metrics) {
        super(context, Sequences.seq(new ArrayList<RDD<?>>(inputs)), false, ClassTag$.MODULE$.apply(InternalRow.class));
        this.layout = layout;
        this.metrics = metrics;
    }

    @Override
    public scala.collection.Iterator<InternalRow> compute(Partition split, TaskContext context) {
        List<Partition> partitions = Sequences.list(((ZippedPartitionsPartition) split).partitions());
        List<BlockDecoder> groups = new ArrayList<>();
        for (int number = 0; number < layout.groups().size(); number++) {
            GroupLayout group = layout.groups().get(number);
            groups.add(new BlockDecoder(
                    blocks(number + 1, partitions, context), RowShape.of(group.columns()), group.headWords()));
        }
        List<DataType> columns = layout.spine().columns();
        BlockRowIterator spine = new BlockRowIterator(
                new BlockDecoder(blocks(0, partitions, context), RowShape.of(columns)), columns.size());
        return new Counted(new SlotTask(layout, metrics, context).run(spine, groups));
    }

    @SuppressWarnings("unchecked") // The inputs are those of the constructor.
    private UnsafeRows blocks(int input, List<Partition> partitions, TaskContext context) {
        RDD<InternalRow> rdd = (RDD<InternalRow>) rdds().apply(input);
        return new UnsafeRows(rdd.iterator(partitions.get(input), context), BlockEncoder.COLUMNS);
    }

    private final class Counted extends scala.collection.AbstractIterator<InternalRow> {
        private final scala.collection.Iterator<InternalRow> rows;

        Counted(scala.collection.Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public InternalRow next() {
            metrics.outputRows().add(1);
            return rows.next();
        }
    }
}
