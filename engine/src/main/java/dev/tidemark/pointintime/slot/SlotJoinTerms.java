package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import java.util.List;

/**
 * What a join is besides its columns.
 *
 * @param aliases the groups' names in this join
 * @param rules when a group's rows count
 * @param keys how many join keys they share
 * @param reading of the spine, that the groups were read for
 * @param memoryPerTask as in {@link SlotJoinLayout}
 */
public record SlotJoinTerms(
        List<String> aliases, List<VisibilityRules> rules, int keys, SpineReading reading, long memoryPerTask)
        implements Serializable {
    public SlotJoinTerms {
        aliases = List.copyOf(aliases);
        rules = List.copyOf(rules);
    }

    @Override
    public String toString() {
        return memoryPerTask < 0 ? aliases + ", merging sorted runs" : aliases.toString();
    }
}
