package dev.tidemark.server.online;

import dev.tidemark.server.body.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The entity that {@code /features/online/GROUP/ENTITY} names. It is read off the address as it was sent: an id may
 * hold what means something in other addresses, a {@code /} as {@code %2F} or a {@code ;}, and may be empty.
 */
public record EntityAddress(String featureGroup, String entity) {
    private static final String PREFIX = "/features/online/";
    private static final int HEXADECIMAL = 16;

    /**
     * Reads a path.
     *
     * @param rawPath as it was sent, without the query
     * @return null where the path is another one
     * @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST where an escape is none
     */
    public static @Nullable EntityAddress of(String rawPath) {
        int slash = rawPath.startsWith(PREFIX) ? rawPath.indexOf('/', PREFIX.length()) : -1;
        if (slash < 0) {
            return null;
        }
        String entity = rawPath.substring(slash + 1);
        if (entity.indexOf('/') >= 0 || entity.equals(".") || entity.equals("..")) {
            return null;
        }
        return new EntityAddress(decoded(rawPath.substring(PREFIX.length(), slash)), decoded(entity));
    }

    /** A segment of a path without its escapes, in UTF-8. */
    public static String decoded(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        byte[] sent = segment.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < sent.length; at++) {
            if (sent[at] == '%') {
                bytes.write(escaped(sent, at));
                at += 2;
            } else {
                bytes.write(sent[at]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Malformed.because("the escapes in the address are not UTF-8");
        }
    }

    private static int escaped(byte[] sent, int at) {
        int high = at + 2 < sent.length ? Character.digit(sent[at + 1], HEXADECIMAL) : -1;
        int low = at + 2 < sent.length ? Character.digit(sent[at + 2], HEXADECIMAL) : -1;
        if (high < 0 || low < 0) {
            throw Malformed.because(
                    "a '%' in the address must be followed by two hexadecimal digits; write '%' itself as %25");
        }
        return high * HEXADECIMAL + low;
    }
}
