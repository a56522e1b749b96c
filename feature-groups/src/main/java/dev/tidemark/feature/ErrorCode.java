package dev.tidemark.feature;

/** Classifies failures by their cause and by who must act. {@code docs/reference/errors.md} explains each code. */
public enum ErrorCode {
    INVALID_DEFINITION(Blame.CALLER),
    INVALID_CONFIGURATION(Blame.CALLER),
    INVALID_ARGUMENT(Blame.CALLER),
    MALFORMED_REQUEST(Blame.CALLER),
    UNKNOWN_FEATURE_GROUP(Blame.CALLER),
    UNKNOWN_FEATURE(Blame.CALLER),
    UNKNOWN_FEATURE_SERVICE(Blame.CALLER),
    TOO_MANY_ENTITIES(Blame.CALLER),
    TOO_MANY_ROWS(Blame.CALLER),
    IDEMPOTENCY_KEY_REUSED(Blame.CALLER),
    PAYLOAD_TOO_LARGE(Blame.CALLER),
    SOURCE_MISMATCH(Blame.CALLER),
    RUN_IN_PROGRESS(Blame.CALLER),
    ONLINE_STORE_UNAVAILABLE(Blame.DEPENDENCY),
    METADATA_UNAVAILABLE(Blame.DEPENDENCY),
    EXECUTORS_UNAVAILABLE(Blame.DEPENDENCY),
    CORRUPT_VALUE(Blame.FEATURE_STORE),
    INTERNAL(Blame.FEATURE_STORE);

    /** The party that has to act. */
    public enum Blame {
        CALLER,
        FEATURE_STORE,
        DEPENDENCY
    }

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
