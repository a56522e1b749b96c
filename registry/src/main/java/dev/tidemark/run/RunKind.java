package dev.tidemark.run;

/** What a run does. */
public enum RunKind {
    MATERIALIZE,
    SYNC,
    /** Appends to the table while events arrive. */
    STREAM,
    TRAINING_SET,
    /** Carries pushed rows into the table. */
    INGEST;

    /**
     * What a run of this kind has to itself: a stream's rows of a day would be gone if a materialization replaced the
     * day.
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
        };
    }
}
