package dev.tidemark.client;

/**
 * Signals that no answer came: the connection failed or broke, the time limit passed, or the answer is not one of a
 * Tidemark server.
 */
public final class ServerUnreachableException extends TidemarkClientException {
    ServerUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
