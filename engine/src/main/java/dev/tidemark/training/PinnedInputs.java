package dev.tidemark.training;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything from which a training set is made, fixed before it is made.
 *
 * @param spineSnapshotId of the spine, if it is an Iceberg table
 */
public record PinnedInputs(TrainingSet request, @Nullable Long spineSnapshotId, List<PinnedGroup> groups) {
    public PinnedInputs {
        groups = List.copyOf(groups);
    }
}
