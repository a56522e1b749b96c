package dev.tidemark.client;

import org.jspecify.annotations.Nullable;

/** A request that got no answer it could use. */
public abstract sealed class TidemarkClientException extends RuntimeException
        permits RequestRefusedException, ServerUnreachableException {
    TidemarkClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
