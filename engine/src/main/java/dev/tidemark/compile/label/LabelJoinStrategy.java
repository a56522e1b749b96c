package dev.tidemark.compile.label;

import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link LabelJoin} for Spark. */
final class LabelJoinStrategy extends SparkStrategy {
    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        return plan instanceof LabelJoin join
                ? Sequences.seq(List.of(new LabelJoinExec(
                        planLater(join.labels()), planLater(join.events()), join.output(), join.spec())))
                : Sequences.seq(List.of());
    }

    /** Adds the strategy to a session that does not have it. */
    static void install(SparkSession session) {
        List<SparkStrategy> known =
                Sequences.list(session.sessionState().planner().strategies());
        if (known.stream().noneMatch(LabelJoinStrategy.class::isInstance)) {
            List<SparkStrategy> extra = Sequences.list(session.experimental().extraStrategies());
            extra.add(new LabelJoinStrategy());
            session.experimental().extraStrategies_$eq(Sequences.seq(extra));
        }
    }
}
