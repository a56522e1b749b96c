package dev.tidemark.cli.option;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups named one by one, or all of them. */
public final class ChosenGroups {
    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    private static final class Choice {
        @Parameters(paramLabel = "GROUP", arity = "1..*", description = "The feature groups, by name.")
        private List<String> names = new ArrayList<>();

        /** The earlier spelling of the parameter. */
        @Option(names = "--group", paramLabel = "GROUP", hidden = true)
        private List<String> named = new ArrayList<>();

        @Option(names = "--all", required = true, description = "All feature groups.")
        private boolean all;
    }

    /** The declared groups, in the order in which they were named. */
    public List<FeatureGroup> in(Registry registry) {
        return choice.all
                ? List.copyOf(registry.groups())
                : names().stream().map(registry::group).toList();
    }

    /** The names, as they were given; empty for all groups. */
    public List<String> names() {
        return choice.names.isEmpty() ? choice.named : choice.names;
    }

    public boolean all() {
        return choice.all;
    }
}
