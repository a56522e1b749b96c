package dev.tidemark.registry;

import java.util.List;

/**
 * What applying a set of definitions would do, in the order of the groups' names.
 *
 * @param untouched names of registered groups that the set does not hold; applying leaves them as they are
 */
public record Plan(List<Change> changes, List<String> untouched) {
    public Plan {
        changes = List.copyOf(changes);
        untouched = List.copyOf(untouched);
    }

    public boolean isEmpty() {
        return changes.stream().allMatch(change -> change.kind() == Change.Kind.UNCHANGED);
    }
}
