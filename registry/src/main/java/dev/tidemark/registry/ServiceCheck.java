package dev.tidemark.registry;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.feature.NearestNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks services against the groups from which they take features, including services that were applied before a group
 * lost a feature.
 */
final class ServiceCheck {
    private ServiceCheck() {}

    /**
     * Checks every feature that a service takes.
     *
     * @param unknown the names of groups that cannot be read
     * @throws InvalidDefinitionException with every feature that does not exist
     */
    static void check(
            Collection<FeatureService> services, Map<String, FeatureGroup> groups, Collection<String> unknown) {
        List<String> problems = new ArrayList<>();
        for (FeatureService service : services) {
            for (FeatureReference reference : service.features()) {
                if (!groups.containsKey(reference.featureGroup()) && unknown.contains(reference.featureGroup())) {
                    continue;
                }
                problem(reference, groups)
                        .ifPresent(problem -> problems.add(
                                "feature service '%s', field 'features': %s".formatted(service.name(), problem)));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
    }

    private static Optional<String> problem(FeatureReference reference, Map<String, FeatureGroup> groups) {
        String name = reference.featureGroup();
        FeatureGroup group = groups.get(name);
        if (group == null) {
            return Optional.of(
                    "no feature group '%s'; %s".formatted(name, NearestNames.sentence(name, groups.keySet())));
        }
        return reference
                .singleFeature()
                .filter(feature -> !group.featureNames().contains(feature))
                .map(feature -> "no feature '%s' in feature group '%s'; %s"
                        .formatted(feature, name, NearestNames.sentence(feature, group.featureNames())));
    }
}
