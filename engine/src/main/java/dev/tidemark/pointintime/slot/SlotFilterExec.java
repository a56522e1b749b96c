package dev.tidemark.pointintime.slot;

import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A {@link SlotFilter} in Spark's physical plan: where a group is read, before its exchange. */
public final class SlotFilterExec extends SparkPlan implements PlanNode {
    private final SparkPlan group;
    private final SlotFilterTerms terms;
    private transient @Nullable SlotFilterMetrics filterMetrics;

    /** Makes a node from the parts of a {@link SlotFilter}. */
    public SlotFilterExec(SparkPlan group, SlotFilterTerms terms) {
        this.group = group;
        this.terms = terms;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        GroupLayout layout = new GroupLayout(
                terms.alias(),
                Sequences.<Attribute>list(group.output()).stream()
                        .map(Attribute::dataType)
                        .toList(),
                terms.keys(),
                terms.rules());
        return new SlotFilterRdd(group.execute(), layout, terms, filterMetrics());
    }

    @Override
    public Seq<Attribute> output() {
        return group.output();
    }

    @Override
    public Partitioning outputPartitioning() {
        return group.outputPartitioning();
    }

    private SlotFilterMetrics filterMetrics() {
        if (filterMetrics == null) {
            filterMetrics = SlotFilterMetrics.of(sparkContext());
        }
        return filterMetrics;
    }

    @Override
    public Map<String, SQLMetric> metrics() {
        return scala.collection.immutable.Map$.MODULE$.from(
                CollectionConverters.asScala(filterMetrics().byName()));
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
        return new SlotFilterExec(children.head(), terms);
    }

    @Override
    public List<Object> arguments() {
        return List.of(group, terms);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isSame(other);
    }

    @Override
    public int hashCode() {
        return arguments().hashCode();
    }
}
