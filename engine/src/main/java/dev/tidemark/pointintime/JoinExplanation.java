package dev.tidemark.pointintime;

import java.util.List;
import java.util.Map;

/**
 * How a join would be done.
 *
 * @param plan that is taken
 * @param reason why
 * @param moves what is shuffled together, in the order in which it is
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
     * @param filtered those of them whose rows are held against the spine's instants before they are moved
     * @param hotEntities how many entities would hold up a task, and are spread over several
     */
    public record Move(List<String> spineColumns, List<String> aliases, List<String> filtered, int hotEntities) {}
}
