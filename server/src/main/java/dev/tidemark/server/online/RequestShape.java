package dev.tidemark.server.online;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request without its entity ids: two requests of equal shape ask the same of different entities.
 *
 * <p>Equal bytes around the ids mean that all that was checked of one request holds for the other, once its ids are
 * checked. So looking for the ids may be quick and trusting: a request that is no JSON has no shape that was kept.
 */
final class RequestShape {
    private static final byte[] IDS = "entity_ids".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** 2^64 divided by the golden ratio, an odd number whose multiples spread well. */
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

    /** Brings the well mixed high bits to where the next multiplication mixes on. */
    private static final int ROTATION = 29;

    private final byte[] bytes;
    private final int from;
    private final int end;
    private final int hash;

    private RequestShape(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
        this.hash = Long.hashCode(hash(hash(1, bytes, 0, from), bytes, end, bytes.length));
    }

    /** Eight bytes at a time: a question names many features, and is hashed each time that it is asked. */
    private static long hash(long seed, byte[] bytes, int from, int end) {
        long hash = seed;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) EIGHT.get(bytes, at));
        }
        for (; at < end; at++) {
            hash = mixed(hash ^ bytes[at]);
        }
        return hash;
    }

    private static long mixed(long hash) {
        return Long.rotateLeft(hash * GOLDEN_RATIO, ROTATION);
    }

    /** Looks for the ids; null where they are not where a plain request has them. */
    static @Nullable RequestShape of(byte[] body) {
        try {
            return new Scan(body).shape();
        } catch (ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    int idsFrom() {
        return from;
    }

    int idsLength() {
        return end - from;
    }

    int length() {
        return bytes.length - idsLength();
    }

    /** The same shape without the ids, to be kept. */
    RequestShape compact() {
        byte[] around = new byte[length()];
        System.arraycopy(bytes, 0, around, 0, from);
        System.arraycopy(bytes, end, around, from, bytes.length - end);
        return new RequestShape(around, from, from);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestShape that
                && hash == that.hash
                && Arrays.equals(bytes, 0, from, that.bytes, 0, that.from)
                && Arrays.equals(bytes, end, bytes.length, that.bytes, that.end, that.bytes.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** One pass over the fields before the ids. */
    private static final class Scan {
        private final byte[] body;
        private int at;

        Scan(byte[] body) {
            this.body = body;
        }

        @Nullable
        RequestShape shape() {
            char before = '{';
            while (next() == before) {
                at++;
                if (next() != '"') {
                    return null;
                }
                int name = at + 1;
                text();
                boolean ids = Arrays.equals(body, name, at - 1, IDS, 0, IDS.length);
                if (next() != ':') {
                    return null;
                }
                at++;
                next();
                int from = at;
                value();
                if (ids) {
                    return new RequestShape(body, from, at);
                }
                before = ',';
            }
            return null;
        }

        private byte next() {
            while (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t') {
                at++;
            }
            return body[at];
        }

        private void text() {
            for (at++; body[at] != '"'; at++) {
                if (body[at] == '\\') {
                    at++;
                }
            }
            at++;
        }

        private void value() {
            int depth = 0;
            do {
                byte letter = body[at];
                if (letter == '"') {
                    text();
                    continue;
                }
                if (letter == '[' || letter == '{') {
                    depth++;
                } else if (letter == ']' || letter == '}') {
                    depth--;
                }
                at++;
            } while (depth > 0 || (body[at] != ',' && body[at] != '}'));
        }
    }
}
