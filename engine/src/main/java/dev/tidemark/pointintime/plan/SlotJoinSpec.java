package dev.tidemark.pointintime.plan;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.pointintime.slot.SpineReading;
import java.io.Serializable;
import java.util.List;

/**
 * The parameters of a join, beside its columns.
 *
 * @param aliases the groups' names in this join
 * @param rules when a group's rows count
 * @param ties the order of a group's rows that agree in both times
 * @param keys the number of join keys that they share
 * @param reading the first reading of the spine, for which the groups are read
 * @param tasks their number, and the memory of each
 */
public record SlotJoinSpec(
        List<String> aliases,
        List<VisibilityRules> rules,
        List<TieOrder> ties,
        int keys,
        SpineReading reading,
        JoinTasks tasks)
        implements Serializable {
    public SlotJoinSpec {
        aliases = List.copyOf(aliases);
        rules = List.copyOf(rules);
        ties = List.copyOf(ties);
    }

    @Override
    public String toString() {
        return tasks.memory() instanceof TaskMemory.None ? aliases + ", merging sorted runs" : aliases.toString();
    }
}
