package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.pointintime.row.VisibilityRules;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a filter is besides its columns.
 *
 * @param alias the group's name in this join
 * @param keys how many join keys it has
 * @param rules when its rows count
 * @param ties what decides between rows that agree in both times
 * @param memory what a task may take for the rows it holds; where that ends, the held rows are let through
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
