package dev.tidemark.server.connection;

import io.helidon.http.RequestException;

/**
 * Reads a body in chunks (RFC 9112, 7.1). Extensions and trailers are accepted and ignored; everything else must follow
 * the RFC.
 */
final class ChunkedBody {
    private static final int MOST_DIGITS = 8;
    private static final int LONGEST_LINE = 4 << 10;
    private static final int MOST_TRAILERS = 64;

    private final Incoming incoming;
    private final BodyBuffer body;
    private final int limit;

    ChunkedBody(Incoming incoming, BodyBuffer body, int limit) {
        this.incoming = incoming;
        this.body = body;
        this.limit = limit;
    }

    void read() {
        for (int size = size(); size > 0; size = size()) {
            incoming.moveTo(body, size);
            if (incoming.next() != '\r' || incoming.next() != '\n') {
                throw Refusals.malformed("Malformed chunk: expected CRLF after its %d bytes".formatted(size));
            }
        }
        for (int trailers = 0; restOfLine(false) > 0; trailers++) {
            if (trailers == MOST_TRAILERS) {
                throw Refusals.of(Refusals.HEAD_TOO_LARGE_431, "More than %d trailers".formatted(MOST_TRAILERS));
            }
        }
    }

    private int size() {
        long size = 0;
        int digits = 0;
        byte next = incoming.next();
        for (int digit = Character.digit(next, 16); digit >= 0; digit = Character.digit(next, 16)) {
            if (++digits > MOST_DIGITS) {
                throw Refusals.bodyTooLarge("more than " + limit, limit);
            }
            size = size * 16 + digit;
            next = incoming.next();
        }
        endOfSize(digits, next);
        if (size > limit) {
            throw Refusals.bodyTooLarge("more than " + limit, limit);
        }
        return (int) size;
    }

    private void endOfSize(int digits, byte next) {
        byte end = next;
        while (digits > 0 && (end == ' ' || end == '\t')) {
            end = incoming.next();
            if (end == '\r') {
                throw malformedSize();
            }
        }
        if (digits > 0 && end == ';') {
            restOfLine(true);
        } else if (digits == 0 || end != '\r' || incoming.next() != '\n') {
            throw malformedSize();
        }
    }

    private static RequestException malformedSize() {
        return Refusals.malformed("Malformed chunk: expected its size in hexadecimal digits, then CRLF");
    }

    /** Reads to the end of a line and returns its length. */
    private int restOfLine(boolean extension) {
        int length = 0;
        byte next = incoming.next();
        while (next != '\r') {
            if (HttpText.isControl(next)) {
                throw Refusals.malformed("Malformed chunk: a control character in %s"
                        .formatted(extension ? "an extension" : "a trailer"));
            }
            if (++length > LONGEST_LINE) {
                throw Refusals.of(
                        Refusals.HEAD_TOO_LARGE_431, "A chunk's line of more than %d bytes".formatted(LONGEST_LINE));
            }
            next = incoming.next();
        }
        if (incoming.next() != '\n') {
            throw Refusals.malformed("Malformed chunk: expected LF after CR");
        }
        return length;
    }
}
