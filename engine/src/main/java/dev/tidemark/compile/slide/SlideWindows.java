package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.PlanNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** Windows over events in Spark's logical plan. */
public final class SlideWindows extends LogicalPlan implements PlanNode {
    private final LogicalPlan events;
    private final SlideSpec spec;
    private final Seq<Attribute> output;

    /**
     * Makes a node.
     *
     * @param events in the form that the specification names
     * @param output join keys, event time, created time and features
     */
    public SlideWindows(LogicalPlan events, SlideSpec spec, Seq<Attribute> output) {
        this.events = events;
        this.spec = spec;
        this.output = output;
    }

    LogicalPlan events() {
        return events;
    }

    SlideSpec spec() {
        return spec;
    }

    @Override
    public Seq<Attribute> output() {
        return output;
    }

    /** All columns of the events, whatever features are requested. */
    @Override
    public AttributeSet references() {
        return AttributeSet$.MODULE$.apply(Sequences.seq(new ArrayList<Expression>(Sequences.list(events.output()))));
    }

    @Override
    public AttributeSet producedAttributes() {
        return outputSet();
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Sequences.seq(List.of(events));
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return new SlideWindows(children.head(), spec, output);
    }

    @Override
    public List<Object> arguments() {
        return List.of(events, spec, output);
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
