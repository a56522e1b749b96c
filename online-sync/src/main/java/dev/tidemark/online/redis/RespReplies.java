package dev.tidemark.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers to {@code GET} off a connection: each value is copied once, into the array that is handed on. RESP2, as
 * <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis specifies it</a>. For one thread at a
 * time.
 */
final class RespReplies {
    /** Some ten values of the usual size in one system call. */
    private static final int BUFFER = 1 << 15;

    /** Redis itself takes no larger value. */
    private static final int LARGEST = 512 << 20;

    /** An error or a status is one line; longer than this is none. */
    private static final int LONGEST_LINE = 1 << 14;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    RespReplies(InputStream in) {
        this.in = in;
    }

    /**
     * The next answer, null where the key has no value.
     *
     * @throws RedisCommandExecutionException where Redis says why it has none; the next answer can be read all the same
     * @throws IOException where the connection is of no use any more
     */
    byte @Nullable [] value() throws IOException {
        int kind = next();
        return switch (kind) {
            case '$' -> bulk(number());
            case '-' -> throw new RedisCommandExecutionException(line());
            default -> throw new IOException("Redis answers a GET with a '%c'".formatted(kind));
        };
    }

    /**
     * The next answer, which is to be a status.
     *
     * @throws RedisCommandExecutionException where it is an error
     */
    String status() throws IOException {
        int kind = next();
        return switch (kind) {
            case '+' -> line();
            case '-' -> throw new RedisCommandExecutionException(line());
            default -> throw new IOException("Redis answers with a '%c' in the place of a status".formatted(kind));
        };
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] value = new byte[length];
        int ready = Math.min(length, end - at);
        System.arraycopy(buffer, at, value, 0, ready);
        at += ready;
        while (length - ready > BUFFER) {
            int count = in.read(value, ready, length - ready);
            if (count < 0) {
                throw new EOFException("Redis ended the connection within a value");
            }
            ready += count;
        }
        while (ready < length) {
            fill();
            int count = Math.min(length - ready, end);
            System.arraycopy(buffer, 0, value, ready, count);
            at = count;
            ready += count;
        }
        endOfLine();
        return value;
    }

    private int number() throws IOException {
        int letter = next();
        boolean negative = letter == '-';
        if (negative) {
            letter = next();
        }
        long number = 0;
        while (letter >= '0' && letter <= '9' && number <= LARGEST) {
            number = number * 10 + (letter - '0');
            letter = next();
        }
        if (letter != '\r' || next() != '\n' || number > LARGEST) {
            throw new IOException("Redis claims a value of no length");
        }
        return negative ? -1 : (int) number;
    }

    private String line() throws IOException {
        byte[] line = new byte[64];
        int length = 0;
        for (int letter = next(); letter != '\r'; letter = next()) {
            if (length == LONGEST_LINE) {
                throw new IOException("Redis sends a line that does not end");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) letter;
        }
        if (next() != '\n') {
            throw new IOException("Redis sends half an end of a line");
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private void endOfLine() throws IOException {
        if (next() != '\r' || next() != '\n') {
            throw new IOException("Redis sends a longer value than it claims");
        }
    }

    private int next() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++];
    }

    private void fill() throws IOException {
        int count = in.read(buffer, 0, BUFFER);
        if (count < 0) {
            throw new EOFException("Redis ended the connection");
        }
        at = 0;
        end = count;
    }
}
