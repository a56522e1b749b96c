package dev.tidemark.pointintime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of the columns that a join adds.
 *
 * @param matches by alias, the column that says whether a row was found; empty if none is wanted
 */
record OutputNames(boolean fullNames, Map<String, String> matches) {
    OutputNames {
        matches = Map.copyOf(matches);
    }

    /** Names under which no two columns of a join meet, as far as they are not the user's own. */
    static OutputNames of(List<String> spine, List<JoinedGroup> groups, boolean fullNames, boolean showMatches) {
        OutputNames features = new OutputNames(fullNames, Map.of());
        Map<String, String> matches = new LinkedHashMap<>();
        if (showMatches) {
            UnusedNames unused = features.unused(spine, groups);
            groups.forEach(group -> matches.put(group.alias(), unused.like(group.alias() + "__matched")));
        }
        return new OutputNames(fullNames, matches);
    }

    String of(JoinedGroup group, String feature) {
        return fullNames ? group.fullName(feature) : feature;
    }

    Optional<String> matchOf(JoinedGroup group) {
        return Optional.ofNullable(matches.get(group.alias()));
    }

    /** Names for columns that come and go while the groups are joined with a spine. */
    UnusedNames unused(List<String> spine, List<JoinedGroup> groups) {
        List<String> used = new ArrayList<>(spine);
        for (JoinedGroup group : groups) {
            group.features().forEach(feature -> used.add(of(group, feature)));
            used.addAll(group.group().featureNames());
            used.addAll(group.group().entity().joinKeyNames());
            matchOf(group).ifPresent(used::add);
        }
        return new UnusedNames(used);
    }
}
