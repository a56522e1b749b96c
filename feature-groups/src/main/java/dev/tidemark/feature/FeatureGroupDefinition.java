package dev.tidemark.feature;

/**
 * A class of the user's that defines one feature group. In the project's folder of definitions Tidemark finds any class
 * that has a constructor without parameters, including nested classes, and each constant of an enum. In a jar the class
 * must be public and named in {@code META-INF/services/dev.tidemark.feature.FeatureGroupDefinition}.
 */
@FunctionalInterface
public interface FeatureGroupDefinition {
    FeatureGroup define();
}
