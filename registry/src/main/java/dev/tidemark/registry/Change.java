package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import java.util.List;

/**
 * The effect of applying a definition.
 *
 * @param details a line for each field that differs: {@code time_to_live: PT1H -> PT2H}
 */
public record Change(Definition definition, Kind kind, List<String> details) {
    /** The effect on the registered definition. */
    public enum Kind {
        ADD,
        CHANGE,
        UNCHANGED
    }

    public Change {
        details = List.copyOf(details);
    }
}
