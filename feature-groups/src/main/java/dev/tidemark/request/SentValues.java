package dev.tidemark.request;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as clients send them, turned into those of a feature's type; null where a value is none of it. */
final class SentValues {
    /** Beyond it a double no longer tells neighbouring whole numbers apart. */
    private static final double LARGEST_EXACT = 1L << 53;

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final FeatureRowReader.Instants instants;

    SentValues(FeatureRowReader.Instants instants) {
        this.instants = instants;
    }

    @Nullable
    Object read(FeatureType type, Object sent) {
        return switch (type) {
            case ScalarType scalar -> scalar(scalar, sent);
            case ListType(ScalarType element) -> sent instanceof List<?> items ? list(element, items) : null;
        };
    }

    private @Nullable List<Object> list(ScalarType element, List<?> items) {
        List<Object> values = new ArrayList<>(items.size());
        for (Object item : items) {
            Object value = item == null ? null : scalar(element, item);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private @Nullable Object scalar(ScalarType type, Object sent) {
        return switch (type) {
            case BOOL -> sent instanceof Boolean ? sent : null;
            case INT32 -> {
                Long whole = whole(sent);
                yield whole == null || whole != whole.intValue() ? null : (Object) whole.intValue();
            }
            case INT64 -> whole(sent);
            case FLOAT32 -> {
                Double number = number(sent);
                yield number == null || (Float.isInfinite(number.floatValue()) && !number.isInfinite())
                        ? null
                        : (Object) number.floatValue();
            }
            case FLOAT64 -> number(sent);
            case STRING -> sent instanceof String text && isWellFormed(text) ? text : null;
            case BYTES -> bytes(sent);
            case TIMESTAMP -> instant(sent);
        };
    }

    /** A whole number, or its digits in a string, because JSON's numbers lose digits in some clients. */
    private static @Nullable Long whole(Object sent) {
        return switch (sent) {
            case Long number -> number;
            case Integer number -> number.longValue();
            case BigInteger number -> number.bitLength() < Long.SIZE ? number.longValue() : null;
            case Double number ->
                number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT ? (Long) number.longValue() : null;
            case String text -> digits(text);
            default -> null;
        };
    }

    private static @Nullable Long digits(String text) {
        try {
            return text.startsWith("+") ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double number(Object sent) {
        return switch (sent) {
            case Number number -> number.doubleValue();
            case String text ->
                switch (text) {
                    case "NaN" -> Double.NaN;
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> null;
                };
            default -> null;
        };
    }

    /** Half a surrogate pair has no place in UTF-8. */
    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static byte @Nullable [] bytes(Object sent) {
        if (sent instanceof byte[] raw) {
            return raw;
        }
        try {
            return sent instanceof String text ? Base64.getDecoder().decode(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Nullable
    Instant instant(Object sent) {
        Instant instant = null;
        if (sent instanceof Instant given) {
            instant = given;
        } else if (sent instanceof String text) {
            instant = parsed(text);
        } else if (sent instanceof Number && instants == FeatureRowReader.Instants.TEXT_OR_MICROSECONDS) {
            Long microseconds = whole(sent);
            instant = microseconds == null ? null : Microseconds.toInstant(microseconds);
        }
        return instant == null || instant.isBefore(FIRST) || instant.isAfter(LAST) ? null : Microseconds.floor(instant);
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
