package dev.tidemark.compile.slide;

import dev.tidemark.pointintime.spark.Sequences;
import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link SlideWindows} for Spark. */
public final class SlideStrategy extends SparkStrategy {
    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        return plan instanceof SlideWindows windows
                ? Sequences.seq(
                        List.of(new SlideWindowsExec(planLater(windows.events()), windows.spec(), windows.output())))
                : Sequences.seq(List.of());
    }
}
