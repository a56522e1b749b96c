package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a filter is besides its columns.
 *
 * @param alias the group's name in this join
 * @param keys how many join keys it has
 * @param rules when its rows count
 * @param ties what decides between rows that agree in both times
 * @param memoryPerTask as in {@link SlotJoinLayout}; where it ends, what is held so far is let through
 */
public record SlotFilterTerms(
        String alias,
        int keys,
        VisibilityRules rules,
        TieOrder ties,
        Broadcast<SpineInstants> instants,
        long memoryPerTask)
        implements Serializable {
    @Override
    public String toString() {
        return alias;
    }
}
