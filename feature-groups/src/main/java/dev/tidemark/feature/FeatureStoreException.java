package dev.tidemark.feature;

import org.jspecify.annotations.Nullable;

/**
 * Signals a failure that a caller may handle or a dashboard counts. Its message names what failed, the place and what
 * would be right.
 */
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
