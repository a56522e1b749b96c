package dev.tidemark.registry;

import java.util.List;

/**
 * What applying a set of definitions would do: groups in the order of their names, then services in that of theirs.
 *
 * @param untouched names of what is registered and not in the set; applying leaves it as it is
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
