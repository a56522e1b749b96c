package dev.tidemark.feature;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The features that one model takes, under one name. Its training set and its online requests name the service, so that
 * both use the same list. Immutable; checked when it is built.
 *
 * @param features of one group or of several, in the order in which the model takes them
 * @param tags free labels by name
 */
public record FeatureService(
        String name, String description, String owner, List<FeatureReference> features, Map<String, String> tags)
        implements Definition {

    public FeatureService {
        features = List.copyOf(features);
        tags = Map.copyOf(tags);
        check(name, description, owner, features);
    }

    /** Starts the definition of a service. */
    public static FeatureServiceBuilder named(String name) {
        return new FeatureServiceBuilder(name);
    }

    /** Returns the names of the groups that the features belong to, each once, in the order of first mention. */
    public Set<String> groupNames() {
        Set<String> names = new LinkedHashSet<>();
        features.forEach(reference -> names.add(reference.featureGroup()));
        return names;
    }

    /** A short text for logs and tables: {@code user_transactions, merchant_risk:chargeback_rate}. */
    @Override
    public String summary() {
        return String.join(
                ", ", features.stream().map(FeatureReference::toString).toList());
    }

    private static void check(String name, String description, String owner, List<FeatureReference> features) {
        String subject = "feature service '%s'".formatted(name);
        List<String> problems = new ArrayList<>();
        Identifier.check(subject, "name", name, problems);
        Problems.requireText(subject, "description", description, problems);
        Problems.requireText(subject, "owner", owner, problems);
        if (features.isEmpty()) {
            problems.add("%s, field 'features': is empty; name a group or group:feature".formatted(subject));
        }
        Set<FeatureReference> seen = new LinkedHashSet<>();
        for (FeatureReference reference : features) {
            boolean single = reference.singleFeature().isPresent();
            if (!seen.add(reference)) {
                problems.add("%s, field 'features': '%s' is named twice".formatted(subject, reference));
            } else if (single && features.contains(new FeatureReference(reference.featureGroup(), null))) {
                problems.add("%s, field 'features': '%s' is named twice; '%s' has it already"
                        .formatted(subject, reference, reference.featureGroup()));
            }
        }
        Problems.throwIfAny(problems);
    }
}
