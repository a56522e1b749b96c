package dev.tidemark.server.connection;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/** What a client is told that sends no request that can be answered; its connection is closed afterwards. */
final class Refusals {
    static final Status HEAD_TOO_LARGE_431 = Status.create(431, "Request Header Fields Too Large");

    private Refusals() {}

    static RequestException malformed(String message) {
        return of(Status.BAD_REQUEST_400, message);
    }

    static RequestException bodyTooLarge(String length, int limit) {
        return of(
                Status.REQUEST_ENTITY_TOO_LARGE_413,
                "A body of %s bytes; at most %d (server.max-payload-bytes)".formatted(length, limit));
    }

    static RequestException timeout(String part, String setting) {
        return of(Status.REQUEST_TIMEOUT_408, "The %s did not come in time (%s)".formatted(part, setting));
    }

    static RequestException overloaded() {
        return builder(
                        Status.SERVICE_UNAVAILABLE_503,
                        "The bodies that are being received leave no memory for this one; try again")
                .header(HeaderValues.create(HeaderNames.RETRY_AFTER, "1"))
                .build();
    }

    static RequestException of(Status status, String message) {
        return builder(status, message).build();
    }

    private static RequestException.Builder builder(Status status, String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.OTHER)
                .status(status)
                .message(message)
                .setKeepAlive(false);
    }
}
