package dev.tidemark.compile.label;

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

/** Labels and the events of their entities in Spark's logical plan. Gives the labels' columns, then the features. */
public final class LabelJoin extends LogicalPlan implements PlanNode {
    private final LogicalPlan labels;
    private final LogicalPlan events;
    private final Seq<Attribute> features;
    private final LabelSpec spec;

    /**
     * Makes a node.
     *
     * @param labels their join keys, instant in microseconds, and the columns of the spine
     * @param events their join keys, the other parts of an event, and the instant from which labels see them
     * @param features the attributes of the features, then of the match
     */
    public LabelJoin(LogicalPlan labels, LogicalPlan events, Seq<Attribute> features, LabelSpec spec) {
        this.labels = labels;
        this.events = events;
        this.features = features;
        this.spec = spec;
    }

    LogicalPlan labels() {
        return labels;
    }

    LogicalPlan events() {
        return events;
    }

    LabelSpec spec() {
        return spec;
    }

    @Override
    public Seq<Attribute> output() {
        List<Attribute> output = new ArrayList<>(Sequences.list(labels.output()));
        output.addAll(Sequences.list(features));
        return Sequences.seq(output);
    }

    /** All columns, because a task reads them by their positions. */
    @Override
    public AttributeSet references() {
        List<Expression> all = new ArrayList<>(Sequences.list(labels.output()));
        all.addAll(Sequences.list(events.output()));
        return AttributeSet$.MODULE$.apply(Sequences.seq(all));
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Sequences.seq(new ArrayList<Expression>(Sequences.list(features))));
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Sequences.seq(List.of(labels, events));
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return new LabelJoin(children.apply(0), children.apply(1), features, spec);
    }

    @Override
    public List<Object> arguments() {
        return List.of(labels, events, features, spec);
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
