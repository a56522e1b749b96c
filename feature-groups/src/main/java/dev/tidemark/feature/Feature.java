package dev.tidemark.feature;

/** A named, typed and described value of an entity; it may be null in any row. */
public record Feature(String name, FeatureType type, String description) {}
