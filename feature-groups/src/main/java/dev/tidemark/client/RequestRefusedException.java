package dev.tidemark.client;

/** The server answered that it does not do what it was asked; its log has more under the request id. */
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

    /** The HTTP status; 503 says that the same request may be answered later. */
    public int status() {
        return status;
    }

    /** The error code, as {@code docs/reference/errors.md} explains it: {@code UNKNOWN_FEATURE}, {@code OVERLOADED}. */
    public String code() {
        return code;
    }

    public String requestId() {
        return requestId;
    }
}
