package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.TaskMemory;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.SpineLayout;
import java.io.Serializable;
import java.util.List;

/**
 * The layouts of all inputs, and what else a task needs.
 *
 * @param groups in the order of the output
 * @param showMatches whether each group's features are followed by a BOOLEAN that says if a row was found
 * @param memory what the task may take for its slots
 * @param reading the first reading of the spine, for which the groups are read
 */
public record SlotJoinLayout(
        SpineLayout spine, List<GroupLayout> groups, boolean showMatches, TaskMemory memory, SpineReading reading)
        implements Serializable {
    public SlotJoinLayout {
        groups = List.copyOf(groups);
    }

    int columns() {
        int columns = spine.columns().size();
        for (GroupLayout group : groups) {
            columns += group.features() + (showMatches ? 1 : 0);
        }
        return columns;
    }
}
