package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.slot.SlotFilterSpec;
import dev.tidemark.pointintime.spark.PlanNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Drops the rows of a group that cannot be the newest at any instant of the spine, before they are shuffled. A node of
 * Spark's logical plan.
 */
public final class SlotFilter extends LogicalPlan implements PlanNode {
    private final LogicalPlan group;
    private final SlotFilterSpec spec;

    /**
     * Makes a node.
     *
     * @param group its join keys, event time, created time and features, in this order
     */
    public SlotFilter(LogicalPlan group, SlotFilterSpec spec) {
        this.group = group;
        this.spec = spec;
    }

    LogicalPlan group() {
        return group;
    }

    SlotFilterSpec spec() {
        return spec;
    }

    @Override
    public Seq<Attribute> output() {
        return group.output();
    }

    /** All columns, because the features decide between rows of one instant. */
    @Override
    public AttributeSet references() {
        return group.outputSet();
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Sequences.seq(List.of(group));
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return new SlotFilter(children.head(), spec);
    }

    @Override
    public List<Object> arguments() {
        return List.of(group, spec);
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
