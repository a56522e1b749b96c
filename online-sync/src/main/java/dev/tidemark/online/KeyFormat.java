package dev.tidemark.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * Keys of the online store: {@code group:entity}, in UTF-8.
 *
 * <p>The entity is its join-key values in declared order, joined by {@code :}. In a value, <code>%</code>,
 * <code>:</code>, <code>{</code> and <code>}</code> are written <code>%25</code>, <code>%3A</code>, <code>%7B</code>
 * and <code>%7D</code>, so that two keys are never one and no value makes a Redis hash tag. Numbers are decimal, BOOL
 * is {@code true} or {@code false}, TIMESTAMP is microseconds since the epoch. Half a surrogate pair is refused. A
 * group's name holds none of these characters.
 */
public final class KeyFormat {
    private KeyFormat() {}

    public static byte[] key(FeatureGroup group, EntityKey key) {
        return (group.name() + ":" + entity(key)).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the entity's part of the key, which is also its name in answers. */
    public static String entity(EntityKey key) {
        if (key.values().size() == 1) {
            return text(key.values().getFirst());
        }
        return key.values().stream().map(KeyFormat::text).collect(Collectors.joining(":"));
    }

    private static String text(Object value) {
        return switch (value) {
            case Instant instant -> Long.toString(Microseconds.of(instant));
            case String string -> escaped(string);
            default -> value.toString();
        };
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int position = 0; position < text.length(); position++) {
            char letter = text.charAt(position);
            switch (letter) {
                case '%' -> escaped.append("%25");
                case ':' -> escaped.append("%3A");
                case '{' -> escaped.append("%7B");
                case '}' -> escaped.append("%7D");
                default -> escaped.append(Character.isSurrogate(letter) ? half(text, position) : letter);
            }
        }
        return escaped.toString();
    }

    /**
     * Refuses one of the two halves of a character beyond 16 bits: alone it has no UTF-8 form and would be written as
     * {@code ?}.
     */
    private static char half(String text, int position) {
        char letter = text.charAt(position);
        boolean paired = Character.isHighSurrogate(letter)
                ? position + 1 < text.length() && Character.isLowSurrogate(text.charAt(position + 1))
                : position > 0 && Character.isHighSurrogate(text.charAt(position - 1));
        if (!paired) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A join key has half a character (U+%04X) at position %d; send well-formed Unicode"
                            .formatted((int) letter, position));
        }
        return letter;
    }
}
