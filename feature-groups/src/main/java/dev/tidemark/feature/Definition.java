package dev.tidemark.feature;

/** A definition of the user's, of which the registry keeps versions. */
public sealed interface Definition permits FeatureGroup, FeatureService {
    /** The identifier, unique among definitions of its kind. */
    String name();

    /** A short text for logs and tables. */
    String summary();
}
