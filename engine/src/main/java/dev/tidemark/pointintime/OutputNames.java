package dev.tidemark.pointintime;

import java.util.Optional;

/** How the columns that a join adds are called. */
record OutputNames(boolean fullNames, boolean matches) {
    OutputNames full() {
        return new OutputNames(true, matches);
    }

    OutputNames withMatches() {
        return new OutputNames(fullNames, true);
    }

    String of(JoinedGroup group, String feature) {
        return fullNames ? group.fullName(feature) : feature;
    }

    Optional<String> matchOf(JoinedGroup group) {
        return matches ? Optional.of(group.matchColumn()) : Optional.empty();
    }
}
