package dev.tidemark.server;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON request without its entity ids: two requests of equal shape ask the same of different entities.
 *
 * <p>Equal bytes around the ids mean that all that was checked of one request holds for the other, once its ids are checked. So
 * looking for the ids may be quick and trusting: a request that is no JSON has no shape that was kept.
 */
final class RequestShape {
    private static final byte[] IDS = "entity_ids".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int from;
    private final int end;
    private final int hash;

    private RequestShape(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
        this.hash = hash(hash(1, bytes, 0, from), bytes, end, bytes.length);
    }

    private static int hash(int seed, byte[] bytes, int from, int end) {
        int hash = seed;
        for (int at = from; at < end; at++) {
            hash = 31 * hash + bytes[at];
        }
        return hash;
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
