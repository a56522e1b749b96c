package dev.tidemark.feature;

/** What a class of the user's defines and the registry keeps versions of. */
public sealed interface Definition permits FeatureGroup, FeatureService {
    /** The identifier, unique among definitions of its kind. */
    String name();

    /** A short text for logs and tables. */
    String summary();
}
