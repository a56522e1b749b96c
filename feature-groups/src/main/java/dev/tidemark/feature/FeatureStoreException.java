package dev.tidemark.feature;

import org.jspecify.annotations.Nullable;

/** A failure that a caller may handle or a dashboard counts; its message says what, where, and what would be right. */
public class FeatureStoreException extends RuntimeException {
    private final ErrorCode code;

    public FeatureStoreException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public FeatureStoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
