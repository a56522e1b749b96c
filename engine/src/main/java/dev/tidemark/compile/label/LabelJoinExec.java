package dev.tidemark.compile.label;

import dev.tidemark.pointintime.spark.PointInTimeNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SortOrder$;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A {@link LabelJoin} in Spark's physical plan: Spark brings labels and events together by entity and sorts both by
 * entity and instant, and a {@link LabelTask} merges each partition.
 */
public final class LabelJoinExec extends PointInTimeNode<LabelMetrics> {
    private final SparkPlan labels;
    private final SparkPlan events;
    private final Seq<Attribute> output;
    private final LabelSpec spec;

    /** Makes a node from the parts of a {@link LabelJoin}. */
    public LabelJoinExec(SparkPlan labels, SparkPlan events, Seq<Attribute> output, LabelSpec spec) {
        this.labels = labels;
        this.events = events;
        this.output = output;
        this.spec = spec;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        return new LabelJoinRdd(
                sparkContext(),
                labels.execute(),
                events.execute(),
                new LabelLayout(spec, types(labels), types(events)),
                nodeMetrics());
    }

    private static List<DataType> types(SparkPlan plan) {
        return new ArrayList<>(Sequences.<Attribute>list(plan.output()).stream()
                .map(Attribute::dataType)
                .toList());
    }

    @Override
    public Seq<Distribution> requiredChildDistribution() {
        return Sequences.seq(List.of(byEntity(labels), byEntity(events)));
    }

    private Distribution byEntity(SparkPlan rows) {
        List<Expression> keys =
                new ArrayList<>(Sequences.<Attribute>list(rows.output()).subList(0, spec.keys()));
        return new ClusteredDistribution(Sequences.seq(keys), true, Option.empty());
    }

    @Override
    public Seq<Seq<SortOrder>> requiredChildOrdering() {
        List<Attribute> ofEvents = Sequences.list(events.output());
        Attribute visible = ofEvents.getLast();
        Attribute time = ofEvents.get(spec.keys());
        Attribute instant = labels.output().apply(spec.keys());
        return Sequences.seq(
                List.of(byEntityAnd(labels, List.of(instant)), byEntityAnd(events, List.of(visible, time))));
    }

    private Seq<SortOrder> byEntityAnd(SparkPlan rows, List<Attribute> more) {
        List<Attribute> columns =
                new ArrayList<>(Sequences.<Attribute>list(rows.output()).subList(0, spec.keys()));
        columns.addAll(more);
        return Sequences.seq(columns.stream()
                .map(column -> SortOrder$.MODULE$.apply(column, Ascending$.MODULE$, Sequences.seq(List.of())))
                .toList());
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    @Override
    protected LabelMetrics newMetrics(SparkContext context) {
        return LabelMetrics.of(context);
    }

    @Override
    public String nodeName() {
        return "PointInTimeLabelJoin";
    }

    @Override
    public Seq<SparkPlan> children() {
        return Sequences.seq(List.of(labels, events));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new LabelJoinExec(children.apply(0), children.apply(1), output, spec);
    }

    @Override
    public List<Object> arguments() {
        return List.of(labels, events, output, spec);
    }
}
