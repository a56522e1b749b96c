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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts values from clients to the type of a feature or a join key; returns null if a value does not fit the type.
 * Pushed rows and lookups are read by the same rules, so that a row is found under the key with which it was pushed.
 * Immutable.
 *
 * <p>A whole number may also be digits in a string, without leading zeros, or a floating point number that represents
 * only that whole number. A floating point number may be {@code "NaN"}, {@code "Infinity"} or {@code "-Infinity"}.
 * Bytes are {@code byte[]} or Base64. Instants are {@link Instant} or ISO 8601 with a zone and in the years 1 to 9999.
 * A number that its type cannot hold is refused, never rounded.
 */
public final class SentValues {
    /** From this magnitude on, one double represents several whole numbers. */
    private static final double FIRST_AMBIGUOUS = 1L << 53;

    private static final float FIRST_AMBIGUOUS_FLOAT = 1L << 24;

    /**
     * The digits that files may have. Digits of other scripts or behind leading zeros would be accepted here and
     * refused in a file.
     */
    private static final Pattern DIGITS = Pattern.compile("-?(0|[1-9][0-9]{0,18})");

    /**
     * The end of a day and a leap second. {@link Instant#parse} would read them as the next day and the second before.
     */
    private static final Pattern NO_TIME_OF_DAY = Pattern.compile(".{10}[Tt](24.*|.{6}60.*)");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final FeatureRowReader.Instants instants;

    public SentValues(FeatureRowReader.Instants instants) {
        this.instants = instants;
    }

    /**
     * Reads a join key's value. An instant must be whole in microseconds. It may also be its microseconds in a string,
     * as answers write it.
     */
    public @Nullable Object key(ScalarType type, Object sent) {
        if (type != ScalarType.TIMESTAMP) {
            return scalar(type, sent);
        }
        if (sent instanceof String text && DIGITS.matcher(text).matches()) {
            Long microseconds = digits(text);
            return microseconds == null ? null : bounded(Microseconds.toInstant(microseconds));
        }
        Instant exact = exact(sent);
        return exact == null || !exact.equals(Microseconds.floor(exact)) ? null : exact;
    }

    @Nullable
    Object read(FeatureType type, Object sent) {
        return switch (type) {
            case ScalarType scalar -> scalar(scalar, sent);
            case ListType(ScalarType element) -> sent instanceof List<?> items ? list(element, items) : null;
        };
    }

    private @Nullable List<@Nullable Object> list(ScalarType element, List<?> items) {
        List<@Nullable Object> values = new ArrayList<>(items.size());
        for (Object item : items) {
            Object value = item == null ? null : scalar(element, item);
            if (value == null && item != null) {
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

    /** Reads a whole number, or its digits in a string, because some clients lose digits of JSON's numbers. */
    private static @Nullable Long whole(Object sent) {
        return switch (sent) {
            case Long number -> number;
            case Integer number -> number.longValue();
            case BigInteger number -> number.bitLength() < Long.SIZE ? number.longValue() : null;
            case Double number ->
                number == Math.rint(number) && Math.abs(number) < FIRST_AMBIGUOUS ? (Long) number.longValue() : null;
            case Float number ->
                number == Math.rint(number) && Math.abs(number) < FIRST_AMBIGUOUS_FLOAT
                        ? (Long) number.longValue()
                        : null;
            case String text -> digits(text);
            default -> null;
        };
    }

    private static @Nullable Long digits(String text) {
        try {
            return DIGITS.matcher(text).matches() ? Long.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double number(Object sent) {
        return switch (sent) {
            // Only a format that has infinities delivers them as numbers.
            case Double number -> number;
            case Float number -> number.doubleValue();
            case Number number -> Double.isFinite(number.doubleValue()) ? (Double) number.doubleValue() : null;
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

    /** Returns false for half of a surrogate pair, which UTF-8 cannot encode. */
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
        Instant exact = exact(sent);
        return exact == null ? null : Microseconds.floor(exact);
    }

    private @Nullable Instant exact(Object sent) {
        Instant instant = null;
        if (sent instanceof Instant given) {
            instant = given;
        } else if (sent instanceof String text) {
            instant = parsed(text);
        } else if (sent instanceof Number && instants == FeatureRowReader.Instants.TEXT_OR_MICROSECONDS) {
            Long microseconds = whole(sent);
            instant = microseconds == null ? null : Microseconds.toInstant(microseconds);
        }
        return instant == null ? null : bounded(instant);
    }

    private static @Nullable Instant bounded(Instant instant) {
        return instant.isBefore(FIRST) || instant.isAfter(LAST) ? null : instant;
    }

    private static @Nullable Instant parsed(String text) {
        if (NO_TIME_OF_DAY.matcher(text).matches()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
