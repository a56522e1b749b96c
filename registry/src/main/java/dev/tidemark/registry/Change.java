package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import java.util.List;

/**
 * What applying a definition would do.
 *
 * @param details a line for each field that differs: {@code time_to_live: PT1H -> PT2H}
 */
public record Change(Definition definition, Kind kind, List<String> details) {
    /** What happens to what is registered. */
    public enum Kind {
        ADD,
        CHANGE,
        UNCHANGED
    }

    public Change {
        details = List.copyOf(details);
    }
}
