package dev.tidemark.server.connection;

import io.helidon.webserver.CloseConnectionException;
import java.util.Arrays;

/** Bytes that a client has sent and that are no part of a request yet. Used by one thread. */
final class Incoming {
    private static final byte[] NOTHING = new byte[0];

    private final TimedSocket socket;
    private byte[] bytes = NOTHING;
    private int from;

    Incoming(TimedSocket socket) {
        this.socket = socket;
    }

    int available() {
        return bytes.length - from;
    }

    /** Returns the byte at a distance from the first that is not used yet. */
    byte at(int distance) {
        return bytes[from + distance];
    }

    boolean startsWith(byte[] prefix) {
        return Arrays.equals(prefix, 0, prefix.length, bytes, from, Math.min(bytes.length, from + prefix.length));
    }

    /** Waits for more bytes; false at the end of the stream. */
    boolean fill() {
        byte[] more = socket.read();
        if (more == null) {
            return false;
        }
        int left = available();
        if (left == 0) {
            bytes = more;
        } else {
            byte[] both = Arrays.copyOfRange(bytes, from, from + left + more.length);
            System.arraycopy(more, 0, both, left, more.length);
            bytes = both;
        }
        from = 0;
        return true;
    }

    /** Waits for bytes of a body where there are none, or ends the request. */
    void require() {
        if (available() == 0 && !fill()) {
            if (socket.isExpired()) {
                throw Refusals.timeout("body", "server.body-timeout");
            }
            throw new CloseConnectionException("The client left in the middle of a body");
        }
    }

    byte next() {
        require();
        return bytes[from++];
    }

    byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + length);
        skip(length);
        return taken;
    }

    void skip(int length) {
        from += length;
        if (from == bytes.length) {
            bytes = NOTHING;
            from = 0;
        }
    }

    /** Moves so many bytes into a body, as they come. */
    void moveTo(BodyBuffer body, int length) {
        for (int left = length; left > 0; ) {
            require();
            int part = Math.min(left, available());
            body.append(bytes, from, part);
            skip(part);
            left -= part;
        }
    }
}
