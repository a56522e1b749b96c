package dev.tidemark.training.history;

import dev.tidemark.staleness.Staleness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * History of another computation within reach of a training set's labels.
 *
 * @param alias of the group
 * @param features that an earlier definition computed in another way
 * @param versions of that definition
 * @param before the first instant from which on the current computation applies
 */
public record StaleRead(
        String alias, String featureGroup, List<String> features, List<Integer> versions, Instant before) {
    public StaleRead {
        features = List.copyOf(features);
        versions = List.copyOf(versions);
    }

    /** Creates the note for ranges that have changed features; empty if there are none. */
    public static Optional<StaleRead> of(String alias, Staleness reached) {
        Staleness changed = reached.changed();
        return changed.before()
                .map(before -> new StaleRead(
                        alias,
                        reached.featureGroup(),
                        List.copyOf(changed.changedFeatures()),
                        List.copyOf(changed.versions()),
                        before));
    }

    /** Returns the note as a sentence without its full stop. */
    public String text() {
        return "%s of '%s' before %s was computed by another definition (version %s)"
                .formatted(
                        String.join(", ", features),
                        featureGroup,
                        before,
                        String.join(", ", versions.stream().map(String::valueOf).toList()));
    }
}
