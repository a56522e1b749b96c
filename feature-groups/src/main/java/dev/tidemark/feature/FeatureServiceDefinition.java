package dev.tidemark.feature;

/**
 * A class of the user's that defines one feature service. In the project's folder of definitions any class that has a
 * constructor without parameters is found, nested or not, and each constant of an enum; in a jar it is public and named
 * in {@code META-INF/services/dev.tidemark.feature.FeatureServiceDefinition}.
 */
@FunctionalInterface
public interface FeatureServiceDefinition {
    FeatureService define();
}
