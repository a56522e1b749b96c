package dev.tidemark.registry;

/** What a run does. */
public enum RunKind {
    MATERIALIZE,
    SYNC,
    TRAINING_SET
}
