package dev.tidemark.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the web server one whole request after another, head and body, each within bounds. A request is passed on only
 * when it has arrived as a whole: a client that announces a body and sends none occupies nothing but a connection. Used
 * by the connection's thread; {@link #end} also by others.
 */
final class RequestBytes implements Supplier<byte[]> {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "HEAD ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];
    static final int LONGEST_REQUEST_LINE = 4 << 10;
    static final int LONGEST_HEAD = 16 << 10;

    private final TimedSocket socket;
    private final AnswerBytes answers;
    private final ConnectionTimeouts timeouts;
    private final int mostBodyBytes;
    private final BodyBudget budget;
    private final Incoming incoming;
    private @Nullable BodyBuffer buffer;
    private byte[] body = NOTHING;
    private boolean first = true;
    private boolean refused;
    private boolean keptAlive = true;
    private boolean closing;
    private volatile boolean ending;
    private volatile boolean idle;

    RequestBytes(
            TimedSocket socket,
            AnswerBytes answers,
            ConnectionTimeouts timeouts,
            int mostBodyBytes,
            BodyBudget budget) {
        this.socket = socket;
        this.answers = answers;
        this.timeouts = timeouts;
        this.mostBodyBytes = mostBodyBytes;
        this.budget = budget;
        this.incoming = new Incoming(socket);
    }

    @Override
    @SuppressWarnings("NullAway") // Null is the end of the stream for Helidon's reader, which is not annotated.
    public byte[] get() {
        if (closing) {
            return null;
        }
        if (body.length > 0) {
            byte[] next = body;
            body = NOTHING;
            return next;
        }
        release();
        if (ending) {
            return null;
        }
        try {
            return next();
        } catch (RequestException e) {
            refused = true;
            closing = true;
            throw e;
        } finally {
            socket.unlimited();
        }
    }

    private byte @Nullable [] next() {
        if (!awaitRequest()) {
            return null;
        }
        int length = headLength();
        if (length < 0) {
            return null;
        }
        RequestHead head = RequestHead.parse(incoming.take(length));
        keptAlive = head.isKeptAlive();
        body = body(head);
        return head.translated(body.length);
    }

    /** Waits for the first byte of a request; false where none comes. */
    private boolean awaitRequest() {
        boolean opening = first;
        first = false;
        if (incoming.available() == 0) {
            socket.limit(opening ? timeouts.head() : timeouts.idle());
            idle = true;
            boolean come = !ending && incoming.fill();
            idle = false;
            if (!come) {
                return false;
            }
        }
        socket.limit(timeouts.head());
        answers.begin(false);
        return true;
    }

    /** Waits for the rest of a head and returns its length; -1 where the client leaves before. */
    private int headLength() {
        skipEmptyLine();
        int line = 0;
        boolean requestLine = true;
        for (int i = 0; ; i++) {
            if (i == incoming.available() && !fillHead()) {
                return -1;
            }
            if (i == 0) {
                checkFirst();
            } else if (i == HEAD.length - 1) {
                answers.begin(incoming.startsWith(HEAD));
            }
            if (incoming.at(i) == '\n') {
                if (i == 0 || incoming.at(i - 1) != '\r') {
                    throw Refusals.malformed("Malformed request: a line that ends without CR");
                }
                if (i - line == 1) {
                    return i + 1;
                }
                requestLine = false;
                line = i + 1;
            }
            checkLength(i, requestLine);
        }
    }

    /** Clients of old send an empty line behind a body (RFC 9112, 2.2). */
    private void skipEmptyLine() {
        if (incoming.at(0) == '\r' && (incoming.available() > 1 || fillHead()) && incoming.at(1) == '\n') {
            incoming.skip(2);
        }
    }

    /** Something else than HTTP, such as TLS, is told at its first byte. */
    private void checkFirst() {
        if (!HttpText.isToken(incoming.at(0))) {
            throw Refusals.malformed("Malformed request: expected HTTP/1.1, without TLS");
        }
    }

    private static void checkLength(int length, boolean requestLine) {
        if (requestLine && length >= LONGEST_REQUEST_LINE) {
            throw Refusals.of(
                    Status.REQUEST_URI_TOO_LONG_414,
                    "A request line of more than %d bytes".formatted(LONGEST_REQUEST_LINE));
        }
        if (length >= LONGEST_HEAD) {
            throw Refusals.of(Refusals.HEAD_TOO_LARGE_431, "Headers of more than %d bytes".formatted(LONGEST_HEAD));
        }
    }

    private boolean fillHead() {
        if (incoming.fill()) {
            return true;
        }
        if (socket.isExpired()) {
            throw Refusals.timeout("head of the request", "server.head-timeout");
        }
        return false;
    }

    private byte[] body(RequestHead head) {
        long length = head.length();
        if (length > mostBodyBytes) {
            throw Refusals.bodyTooLarge(String.valueOf(length), mostBodyBytes);
        }
        if (!head.isChunked() && incoming.available() >= length) {
            return length == 0 ? NOTHING : incoming.take((int) length);
        }
        socket.limit(timeouts.body());
        if (head.expectsContinue() && incoming.available() == 0) {
            socket.write(BufferData.create(CONTINUE));
            socket.limit(timeouts.body());
        }
        BodyBuffer received = new BodyBuffer((int) length, mostBodyBytes, budget);
        buffer = received;
        if (head.isChunked()) {
            new ChunkedBody(incoming, received, mostBodyBytes).read();
        } else {
            incoming.moveTo(received, (int) length);
        }
        return received.content();
    }

    /** Returns whether the connection stays open behind the answer to the current request. */
    boolean isKeptAlive() {
        return keptAlive && !ending;
    }

    /** Ends the connection behind the current answer, whatever the client sends. */
    void close() {
        closing = true;
    }

    /** Lets the connection end behind the current request, at once where there is none; called by another thread. */
    void end() {
        ending = true;
        if (idle) {
            socket.stopReading();
        }
    }

    /** Returns whether the client may still send something for the current request, or has sent more. */
    boolean isUnread() {
        return refused || incoming.available() > 0;
    }

    /** Gives back the memory of the current request. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
