package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.PlanNode;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
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

    /**
     * Computes the rows of windows.
     *
     * @param rows join keys, event time, created time and features
     */
    public static Dataset<Row> over(Dataset<Row> events, SlideSpec spec, StructType rows) {
        SparkSession session = (SparkSession) events.sparkSession();
        install(session);
        List<Attribute> output = new ArrayList<>();
        for (StructField field : rows.fields()) {
            output.add(new AttributeReference(
                    field.name(),
                    field.dataType(),
                    field.nullable(),
                    field.metadata(),
                    NamedExpression$.MODULE$.newExprId(),
                    Sequences.seq(List.of())));
        }
        return org.apache.spark.sql.classic.Dataset.ofRows(
                session, new SlideWindows(events.queryExecution().analyzed(), spec, Sequences.seq(output)));
    }

    /** Adds the strategy to a session that was not started with Tidemark's extensions. */
    private static void install(SparkSession session) {
        List<SparkStrategy> known =
                Sequences.list(session.sessionState().planner().strategies());
        if (known.stream().noneMatch(SlideStrategy.class::isInstance)) {
            List<SparkStrategy> extra = Sequences.list(session.experimental().extraStrategies());
            extra.add(new SlideStrategy());
            session.experimental().extraStrategies_$eq(Sequences.seq(extra));
        }
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
