package dev.tidemark.identity;

import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.InstantText;
import dev.tidemark.time.Microseconds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Converts a value of another type to a join key if it represents exactly one key, and refuses it otherwise. Two
 * entities must never become one because a file holds their ids as floating point or as text.
 */
public final class ExactKey {
    /** A whole number as text. A fraction of zeros is what exports of floating point columns write. */
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d*)(\\.0+)?");

    private static final Pattern BEYOND_MICROSECONDS = Pattern.compile(".*\\.\\d{6}0*[1-9].*");

    private static final Pattern LEADING_ZEROS = Pattern.compile("-?0\\d+");

    /** From this magnitude on, one double represents several whole numbers. */
    private static final double FIRST_INEXACT_DOUBLE = 0x1p53;

    private static final double FIRST_INEXACT_FLOAT = 0x1p24;

    private ExactKey() {}

    /**
     * Returns the join key that a value represents.
     *
     * @param found a whole number, floating point or decimal number, text or truth value
     * @return a value of the type's Java class
     * @throws IllegalArgumentException whose message has the value and what is wrong with it
     */
    public static Object of(ScalarType type, Object found) {
        return switch (type) {
            case INT64 -> whole(type, found);
            case INT32 -> {
                long number = whole(type, found);
                if (number != (int) number) {
                    throw refused(type, found, "it does not fit; declare the join key INT64");
                }
                yield (int) number;
            }
            case STRING -> text(found);
            case BOOL -> truth(found);
            case TIMESTAMP -> {
                if (found instanceof String text) {
                    yield instant(text);
                }
                throw refused(type, found, "a number does not say in which unit it counts");
            }
            case FLOAT32, FLOAT64, BYTES -> throw new IllegalArgumentException(type + " cannot be a join key");
        };
    }

    private static long whole(ScalarType type, Object found) {
        return switch (found) {
            case Long number -> number;
            case Integer number -> number;
            case BigInteger number -> whole(type, new BigDecimal(number));
            case Short number -> number;
            case Byte number -> number;
            case Double number -> whole(type, found, number, FIRST_INEXACT_DOUBLE);
            case Float number -> whole(type, found, number, FIRST_INEXACT_FLOAT);
            case BigDecimal number -> whole(type, number);
            case String text -> whole(type, text);
            default -> throw refused(type, found, "it is not a whole number");
        };
    }

    private static long whole(ScalarType type, Object found, double number, double firstInexact) {
        if (number != Math.rint(number) || Double.isInfinite(number)) {
            throw refused(type, found, "it is not a whole number");
        }
        if (Math.abs(number) >= firstInexact) {
            throw refused(
                    type,
                    found,
                    "a floating-point number of this size represents several whole numbers; export the column as whole numbers or text");
        }
        return (long) number;
    }

    private static long whole(ScalarType type, BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw refused(type, number.toPlainString(), "it is not a whole number of 64 bits");
        }
    }

    private static long whole(ScalarType type, String text) {
        if (LEADING_ZEROS.matcher(text).matches()) {
            throw refused(type, text, "it has leading zeros; declare the join key STRING or write it without them");
        }
        if (!WHOLE.matcher(text).matches()) {
            throw refused(type, text, "it is not a whole number");
        }
        int point = text.indexOf('.');
        if (point >= 0) {
            return whole(type, text, Double.parseDouble(text), FIRST_INEXACT_DOUBLE);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw refused(type, text, "it does not fit; declare the join key STRING");
        }
    }

    private static String text(Object found) {
        return switch (found) {
            case String text when isWellFormed(text) -> text;
            case String text ->
                throw refused(ScalarType.STRING, text, "it has half a character, which UTF-8 cannot write");
            case BigDecimal number -> {
                try {
                    yield number.toBigIntegerExact().toString();
                } catch (ArithmeticException e) {
                    throw refused(ScalarType.STRING, number.toPlainString(), "only whole numbers have one text");
                }
            }
            default -> Long.toString(whole(ScalarType.STRING, found));
        };
    }

    private static boolean isWellFormed(String text) {
        return text.chars().noneMatch(letter -> Character.isSurrogate((char) letter))
                || StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /**
     * Other readers drop digits beyond microseconds. In a key that would merge two entities, so such a text is refused.
     */
    private static Instant instant(String text) {
        long microseconds = InstantText.microseconds(text);
        if (BEYOND_MICROSECONDS.matcher(text).matches()) {
            throw refused(ScalarType.TIMESTAMP, text, "it has digits beyond microseconds; declare the join key STRING");
        }
        return Microseconds.toInstant(microseconds);
    }

    private static boolean truth(Object found) {
        return switch (found) {
            case Boolean truth -> truth;
            case String text when text.equalsIgnoreCase("true") -> true;
            case String text when text.equalsIgnoreCase("false") -> false;
            default -> throw refused(ScalarType.BOOL, found, "it is neither true nor false");
        };
    }

    private static IllegalArgumentException refused(ScalarType type, Object found, String why) {
        return new IllegalArgumentException("'%s' cannot be a join key of type %s: %s".formatted(found, type, why));
    }
}
