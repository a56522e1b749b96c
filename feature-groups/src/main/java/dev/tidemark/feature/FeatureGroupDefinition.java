package dev.tidemark.feature;

import java.util.List;
import java.util.ServiceLoader;

/**
 * A class of the user's that defines one feature group. Named in
 * {@code META-INF/services/dev.tidemark.feature.FeatureGroupDefinition} it is found on the class path.
 */
@FunctionalInterface
public interface FeatureGroupDefinition {
    FeatureGroup define();

    /** Builds every group that the class path declares, in the order of their names. */
    static List<FeatureGroup> onClassPath(ClassLoader classes) {
        return ServiceLoader.load(FeatureGroupDefinition.class, classes).stream()
                .map(provider -> provider.get().define())
                .sorted((left, right) -> left.name().compareTo(right.name()))
                .toList();
    }
}
