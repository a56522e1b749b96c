package dev.tidemark.run;

/** The kind of work of a run. */
public enum RunKind {
    MATERIALIZE,
    SYNC,
    /** Appends to the table as events arrive. */
    STREAM,
    TRAINING_SET,
    /** Moves pushed rows into the table. */
    INGEST,
    /** Writes a file into a source table. */
    IMPORT,
    /** Removes the data of a retired group. */
    PURGE;

    /**
     * Returns the kind whose lease a run of this kind needs. A stream and a materialization exclude each other: a
     * materialization that replaces a day would remove the stream's rows of that day.
     */
    RunKind lease() {
        return this == STREAM ? MATERIALIZE : this;
    }

    String text() {
        return switch (this) {
            case MATERIALIZE -> "materialize";
            case SYNC -> "sync";
            case STREAM -> "stream";
            case TRAINING_SET -> "training-set";
            case INGEST -> "push-ingest";
            case IMPORT -> "import";
            case PURGE -> "purge";
        };
    }
}
