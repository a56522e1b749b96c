package dev.tidemark.training.history;

import dev.tidemark.staleness.Staleness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * History of another computation that was within reach of a training set's labels.
 *
 * @param alias of the group
 * @param features that an earlier definition computed in another way
 * @param versions of the definition that did
 * @param before the first instant from which on they are computed as now
 */
public record StaleRead(
        String alias, String featureGroup, List<String> features, List<Integer> versions, Instant before) {
    public StaleRead {
        features = List.copyOf(features);
        versions = List.copyOf(versions);
    }

    /** Of ranges that have changed features; empty where there are none. */
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

    /** In a sentence without an end. */
    public String text() {
        return "%s of '%s' before %s was computed by another definition (version %s)"
                .formatted(
                        String.join(", ", features),
                        featureGroup,
                        before,
                        String.join(", ", versions.stream().map(String::valueOf).toList()));
    }
}
