package dev.tidemark.client;

import org.jspecify.annotations.Nullable;

/** Signals that a request got no usable answer. */
public abstract sealed class TidemarkClientException extends RuntimeException
        permits RequestRefusedException, ServerUnreachableException {
    TidemarkClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
