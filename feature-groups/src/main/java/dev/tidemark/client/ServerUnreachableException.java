package dev.tidemark.client;

/** No answer came: no connection, a broken one, no end in time, or an answer that is none of this server's. */
public final class ServerUnreachableException extends TidemarkClientException {
    ServerUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
