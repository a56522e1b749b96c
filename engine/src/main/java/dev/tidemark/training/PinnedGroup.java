package dev.tidemark.training;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.training.source.PinnedSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A feature group as one training set reads it: the features, the definition and the snapshot.
 *
 * @param features in the order of the output
 * @param snapshotId of the group's table; null while it has no rows yet, or if the table is not read
 * @param source from which the group is computed; null if its table is read
 */
public record PinnedGroup(
        String alias,
        FeatureGroup group,
        Map<String, String> spineKeys,
        List<String> features,
        @Nullable Long snapshotId,
        @Nullable PinnedSource source) {
    public PinnedGroup {
        spineKeys = Map.copyOf(spineKeys);
        features = List.copyOf(features);
    }

    /** Returns the group as read from its table. */
    PinnedGroup at(@Nullable Long tableSnapshotId) {
        return new PinnedGroup(alias, group, spineKeys, features, tableSnapshotId, null);
    }

    /** Returns the group as computed from its source. */
    PinnedGroup from(PinnedSource pinned) {
        return new PinnedGroup(alias, group, spineKeys, features, null, pinned);
    }
}
