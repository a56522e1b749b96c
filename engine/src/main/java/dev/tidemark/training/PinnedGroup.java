package dev.tidemark.training;

import dev.tidemark.feature.FeatureGroup;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A feature group as one training set reads it: the features, the definition and the snapshot.
 *
 * @param features in the order of the output
 * @param snapshotId of the group's table; null while it has no rows yet
 */
public record PinnedGroup(
        String alias,
        FeatureGroup group,
        Map<String, String> spineKeys,
        List<String> features,
        @Nullable Long snapshotId) {
    public PinnedGroup {
        spineKeys = Map.copyOf(spineKeys);
        features = List.copyOf(features);
    }
}
