package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.block.RowBlockSpec;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.SpineLayout;
import dev.tidemark.pointintime.slot.SlotJoinLayout;
import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.internal.SQLConf$;
import scala.collection.immutable.Seq;

/** Plans {@link SlotJoin} and {@link SlotFilter} for Spark. */
public final class SlotJoinStrategy extends SparkStrategy {
    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        if (plan instanceof SlotFilter filter) {
            return Sequences.seq(List.of(new SlotFilterExec(later(filter.group()), filter.spec())));
        }
        if (!(plan instanceof SlotJoin join)) {
            return Sequences.seq(List.of());
        }
        return Sequences.seq(List.of(plan(join)));
    }

    private SparkPlan plan(SlotJoin join) {
        int count = join.spec().tasks().count();
        int tasks = count == 0 ? SQLConf$.MODULE$.get().defaultNumShufflePartitions() : count;
        SlotJoinLayout layout = join.layout();
        SpineLayout spine = layout.spine();
        List<SparkPlan> groups = new ArrayList<>();
        for (GroupLayout group : layout.groups()) {
            groups.add(RowBlockExec.of(
                    later(join.groups().apply(groups.size())),
                    new RowBlockSpec(group.alias(), group.columns(), group.keyOrdinals(), false, tasks)));
        }
        return new SlotJoinExec(
                RowBlockExec.of(
                        later(join.spine()), new RowBlockSpec("spine", spine.columns(), spine.keys(), true, tasks)),
                Sequences.seq(groups),
                layout,
                join.output(),
                count);
    }

    private SparkPlan later(LogicalPlan plan) {
        return planLater(plan);
    }
}
