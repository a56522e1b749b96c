package dev.tidemark.feature;

/**
 * A named, typed and described value of an entity; it may be null in any row.
 *
 * @param fallback the value for readers while the online store is unavailable
 */
public record Feature(String name, FeatureType type, String description, Fallback fallback) {

    public Feature(String name, FeatureType type, String description) {
        this(name, type, description, Fallback.none());
    }
}
