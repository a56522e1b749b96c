package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.columnar.ColumnarSource;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.UnsafeRows;
import dev.tidemark.pointintime.slot.SlotFilterMetrics;
import dev.tidemark.pointintime.slot.SlotFilterSpec;
import dev.tidemark.pointintime.slot.SlotFilterTask;
import dev.tidemark.pointintime.slot.SpineEntityFilter;
import dev.tidemark.pointintime.spark.MappedRdd;
import dev.tidemark.pointintime.spark.PointInTimeNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** A {@link SlotFilter} in Spark's physical plan, between the scan of a group and its exchange. */
public final class SlotFilterExec extends PointInTimeNode<SlotFilterMetrics> {
    private final SparkPlan group;
    private final SlotFilterSpec spec;

    /** Makes a node from the parts of a {@link SlotFilter}. */
    public SlotFilterExec(SparkPlan group, SlotFilterSpec spec) {
        this.group = group;
        this.spec = spec;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        GroupLayout layout = new GroupLayout(
                spec.alias(),
                Sequences.<Attribute>list(group.output()).stream()
                        .map(Attribute::dataType)
                        .toList(),
                spec.keys(),
                spec.rules(),
                spec.ties());
        SlotFilterSpec filtering = spec;
        SlotFilterMetrics counts = nodeMetrics();
        return new MappedRdd<>(
                ColumnarSource.rows(
                        group,
                        () -> new SpineEntityFilter(layout, filtering.instants().value(), counts.groupRows())),
                (input, context) -> new SlotFilterTask(
                        layout, filtering, counts, context, new UnsafeRows(input, layout.columns())));
    }

    @Override
    public Seq<Attribute> output() {
        return group.output();
    }

    @Override
    public Partitioning outputPartitioning() {
        return group.outputPartitioning();
    }

    @Override
    protected SlotFilterMetrics newMetrics(SparkContext context) {
        return SlotFilterMetrics.of(context);
    }

    @Override
    public String nodeName() {
        return "PointInTimeSlotFilter";
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.seq(List.of(group));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new SlotFilterExec(children.head(), spec);
    }

    @Override
    public List<Object> arguments() {
        return List.of(group, spec);
    }
}
