package dev.tidemark.testing;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.identity.ExactKey;
import dev.tidemark.time.InstantText;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as a test writes them ({@code 3}, {@code 2.5}, an instant as text) in the classes of their types. */
final class Values {
    private Values() {}

    /** Reads an instant as {@link InstantText} does. */
    static Instant instant(String text) {
        return Microseconds.toInstant(InstantText.microseconds(text));
    }

    /** The join key that a value stands for. */
    static Object key(JoinKey key, Object value) {
        try {
            return key.type().accepts(value) ? value : ExactKey.of(key.type(), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid join key '%s': %s".formatted(key.name(), e.getMessage()), e);
        }
    }

    /**
     * A value in the class of a type.
     *
     * @param subject whose value it is, for the message
     * @throws IllegalArgumentException where the value is not of the type
     */
    static @Nullable Object of(FeatureType type, @Nullable Object value, String subject) {
        if (value == null) {
            return null;
        }
        Optional<Object> converted = converted(type, value);
        return converted.orElseThrow(() -> new IllegalArgumentException(
                "Invalid value %s of %s: expected %s".formatted(text(value), subject, type.text())));
    }

    private static Optional<Object> converted(FeatureType type, Object value) {
        return switch (type) {
            case ListType list -> value instanceof List<?> items ? list(list.element(), items) : Optional.empty();
            case ScalarType scalar -> scalar(scalar, value);
        };
    }

    private static Optional<Object> list(ScalarType element, List<?> items) {
        List<@Nullable Object> converted = new ArrayList<>();
        for (Object item : items) {
            Optional<Object> one = item == null ? Optional.empty() : scalar(element, item);
            if (item != null && one.isEmpty()) {
                return Optional.empty();
            }
            converted.add(one.orElse(null));
        }
        return Optional.of(converted);
    }

    private static Optional<Object> scalar(ScalarType type, Object value) {
        return switch (type) {
            case INT64 -> isWhole(value) ? Optional.of(((Number) value).longValue()) : Optional.empty();
            case INT32 ->
                isWhole(value) && ((Number) value).longValue() == ((Number) value).intValue()
                        ? Optional.of(((Number) value).intValue())
                        : Optional.empty();
            case FLOAT64 -> isNumber(value) ? Optional.of(((Number) value).doubleValue()) : Optional.empty();
            case FLOAT32 -> isNumber(value) ? Optional.of(((Number) value).floatValue()) : Optional.empty();
            case TIMESTAMP -> asInstant(value);
            case BOOL, STRING, BYTES -> type.accepts(value) ? Optional.of(value) : Optional.empty();
        };
    }

    private static Optional<Object> asInstant(Object value) {
        return switch (value) {
            case Instant instant -> Optional.of(Microseconds.floor(instant));
            case String text -> Optional.of(instant(text));
            default -> Optional.empty();
        };
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    private static boolean isNumber(Object value) {
        return isWhole(value) || value instanceof Double || value instanceof Float;
    }

    /** A value for messages: text in quotes, bytes in hexadecimal digits. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> "'%s'".formatted(text);
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
            case List<?> list -> list.stream().map(Values::text).toList().toString();
            default -> value.toString();
        };
    }
}
