package dev.tidemark.pointintime;

import java.util.List;
import java.util.Map;

/**
 * The plan of a join, explained before it runs.
 *
 * @param plan the chosen plan
 * @param reason for the choice
 * @param moves what is shuffled together, in order
 * @param bounds the part of each group's history that can matter, by the group's alias
 */
public record JoinExplanation(PlanChoice plan, String reason, List<Move> moves, Map<String, ScanBounds> bounds) {
    public JoinExplanation {
        moves = List.copyOf(moves);
        bounds = Map.copyOf(bounds);
    }

    /**
     * One set of keys, by which the spine and some groups are brought together.
     *
     * @param spineColumns the keys
     * @param aliases of the groups
     * @param filtered the groups among them whose rows are compared with the spine's instants before they are shuffled
     * @param hotEntities the number of entities that would hold up a task and are spread over several
     */
    public record Move(List<String> spineColumns, List<String> aliases, List<String> filtered, int hotEntities) {}
}
