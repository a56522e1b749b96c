package dev.tidemark.client;

/** Signals that the server refused the request; its log has details under the request id. */
public final class RequestRefusedException extends TidemarkClientException {
    private final int status;
    private final String code;
    private final String requestId;

    RequestRefusedException(int status, String code, String message, String requestId) {
        super("%s (%s, status %d, request %s)".formatted(message, code, status, requestId), null);
        this.status = status;
        this.code = code;
        this.requestId = requestId;
    }

    /** The HTTP status; 503 means that the same request may succeed later. */
    public int status() {
        return status;
    }

    /**
     * The error code, one of those in {@code docs/reference/errors.md}: {@code UNKNOWN_FEATURE}, {@code OVERLOADED}.
     */
    public String code() {
        return code;
    }

    public String requestId() {
        return requestId;
    }
}
