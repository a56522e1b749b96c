package dev.tidemark.feature;

/**
 * A class of the user's that defines one feature service. In the project's folder of definitions Tidemark finds any
 * class that has a constructor without parameters, including nested classes, and each constant of an enum. In a jar the
 * class must be public and named in {@code META-INF/services/dev.tidemark.feature.FeatureServiceDefinition}.
 */
@FunctionalInterface
public interface FeatureServiceDefinition {
    FeatureService define();
}
