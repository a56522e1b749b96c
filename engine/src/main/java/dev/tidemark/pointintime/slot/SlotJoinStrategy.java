package dev.tidemark.pointintime.slot;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Tells Spark's planner how {@link SlotJoin} and {@link SlotFilter} are done. */
public final class SlotJoinStrategy extends SparkStrategy {
    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        if (plan instanceof SlotFilter filter) {
            return Sequences.seq(List.of(new SlotFilterExec(later(filter.group()), filter.terms())));
        }
        if (!(plan instanceof SlotJoin join)) {
            return Sequences.seq(List.of());
        }
        List<SparkPlan> groups =
                Sequences.list(join.groups()).stream().map(this::later).toList();
        return Sequences.seq(List.of(new SlotJoinExec(
                later(join.spine()),
                Sequences.seq(groups),
                join.spineKeys(),
                join.timestamp(),
                join.matches(),
                join.terms())));
    }

    private SparkPlan later(LogicalPlan plan) {
        return planLater(plan);
    }
}
