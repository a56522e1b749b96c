package dev.tidemark.feature;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A class of the user's that defines one feature service. Named in
 * {@code META-INF/services/dev.tidemark.feature.FeatureServiceDefinition} it is found on the class path.
 */
@FunctionalInterface
public interface FeatureServiceDefinition {
    FeatureService define();

    /** Builds every service that the class path declares, in the order of their names. */
    static List<FeatureService> onClassPath(ClassLoader classes) {
        return ServiceLoader.load(FeatureServiceDefinition.class, classes).stream()
                .map(provider -> provider.get().define())
                .sorted(Comparator.comparing(FeatureService::name))
                .toList();
    }
}
