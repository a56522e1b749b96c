package dev.tidemark.benchmark.pointintime;

import java.util.List;

/**
 * A load to join, told by its shape. The same shape makes the same rows anywhere.
 *
 * @param name short, for tables and folders
 * @param description what is special about it
 */
record Workload(String name, String description, long spineRows, long entities, KeyLaw keys, List<GroupShape> groups) {
    Workload {
        groups = List.copyOf(groups);
    }

    int features() {
        return groups.stream().mapToInt(GroupShape::features).sum();
    }

    long outputValues() {
        return spineRows * features();
    }

    long groupRows() {
        return groups.stream().mapToLong(GroupShape::rows).sum();
    }

    /** Names what the groups' rows depend on: loads that differ in their spine alone share them. */
    String historyFolder() {
        return "history-%08x".formatted(List.of(entities, keys, groups).hashCode());
    }

    /** Names the shape, so that data of another shape is never taken for this one's. */
    String folder() {
        return "%s-%08x".formatted(name, hashCode());
    }

    String shape() {
        return "%,d spine rows x %d groups, %d features, %,d feature rows, %,d entities"
                .formatted(spineRows, groups.size(), features(), groupRows(), entities);
    }
}
