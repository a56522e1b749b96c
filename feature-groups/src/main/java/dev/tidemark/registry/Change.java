package dev.tidemark.registry;

import dev.tidemark.feature.FeatureGroup;
import java.util.List;

/**
 * What applying a definition would do to one group.
 *
 * @param details a line for each field that differs: {@code time_to_live: PT1H -> PT2H}
 */
public record Change(FeatureGroup featureGroup, Kind kind, List<String> details) {
    /** What happens to the group. */
    public enum Kind {
        ADD,
        CHANGE,
        UNCHANGED
    }

    public Change {
        details = List.copyOf(details);
    }
}
