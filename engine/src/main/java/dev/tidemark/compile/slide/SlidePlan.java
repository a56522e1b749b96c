package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The entry to the windows of a plan: takes a Dataset of events and gives one of rows. */
public final class SlidePlan {
    private SlidePlan() {}

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
}
