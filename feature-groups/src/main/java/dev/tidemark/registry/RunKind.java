package dev.tidemark.registry;

/** What a run does. */
public enum RunKind {
    MATERIALIZE,
    SYNC,
    /** Appends to the table while events arrive. */
    STREAM,
    TRAINING_SET,
    /** Carries pushed rows into the table. */
    INGEST;

    /** What a run of this kind has to itself: two kinds that write the same table exclude each other. */
    RunKind lease() {
        return this == INGEST || this == STREAM ? MATERIALIZE : this;
    }
}
