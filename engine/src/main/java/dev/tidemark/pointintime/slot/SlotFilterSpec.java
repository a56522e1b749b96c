package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * The parameters of a filter.
 *
 * @param alias the group's name in this join
 * @param keys the number of its join keys
 * @param rules when its rows count
 * @param ties the order of rows that agree in both times
 * @param memory what a task may take for the rows it holds; where that ends, the held rows pass
 */
public record SlotFilterSpec(
        String alias,
        int keys,
        VisibilityRules rules,
        TieOrder ties,
        Broadcast<SpineInstants> instants,
        TaskMemory memory)
        implements Serializable {
    @Override
    public String toString() {
        return alias;
    }
}
