package dev.tidemark.training;

import dev.tidemark.training.source.PinnedSource;
import dev.tidemark.training.source.SourceExplanation;
import java.util.ArrayList;
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

    /** The groups that are computed from their sources. */
    public List<SourceExplanation> sources() {
        List<SourceExplanation> found = new ArrayList<>();
        for (PinnedGroup group : groups) {
            PinnedSource source = group.source();
            if (source != null) {
                found.add(new SourceExplanation(
                        group.alias(), group.group().sources().getFirst().name(), source.text(), source.reason()));
            }
        }
        return found;
    }
}
