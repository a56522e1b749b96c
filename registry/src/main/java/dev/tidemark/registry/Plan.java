package dev.tidemark.registry;

import java.util.List;

/**
 * The effect of applying a set of definitions: groups and then services, each ordered by name.
 *
 * @param untouched names of registered definitions that are not in the set; applying leaves them unchanged
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
