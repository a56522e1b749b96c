package dev.tidemark.files;

import dev.tidemark.time.InstantText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The narrowest type of texts without a declared type. Inference never loses characters: digits after a leading zero
 * are a code, and so are more digits than 64 bits hold.
 */
final class InferredType {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d*)");
    private static final Pattern NUMBER = Pattern.compile(
            "-?((0|[1-9]\\d*)\\.\\d*|\\.\\d+|(0|[1-9]\\d*)(?=[eE]))([eE][+-]?\\d+)?|NaN|nan|-?Inf|-?inf");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private InferredType() {}

    /** Returns the type of all texts so far and one more. */
    static CsvType with(@Nullable CsvType before, String text) {
        return before == CsvType.TEXT ? before : widest(before, of(text));
    }

    /** Returns a type as which both can be read. */
    static CsvType widest(@Nullable CsvType one, CsvType other) {
        if (one == null || one == other) {
            return other;
        }
        if (rank(one) > 0 && rank(other) > 0) {
            return rank(one) > rank(other) ? one : other;
        }
        boolean times =
                (one == CsvType.DATE || one == CsvType.INSTANT) && (other == CsvType.DATE || other == CsvType.INSTANT);
        return times ? CsvType.INSTANT : CsvType.TEXT;
    }

    private static int rank(CsvType type) {
        return switch (type) {
            case INT32 -> 1;
            case INT64 -> 2;
            case FLOAT64 -> 3;
            default -> 0;
        };
    }

    private static CsvType of(String text) {
        if (WHOLE.matcher(text).matches()) {
            return whole(text);
        }
        if (NUMBER.matcher(text).matches()) {
            return CsvType.FLOAT64;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return CsvType.BOOL;
        }
        return isInstant(text) ? (DATE.matcher(text).matches() ? CsvType.DATE : CsvType.INSTANT) : CsvType.TEXT;
    }

    private static CsvType whole(String text) {
        try {
            long number = Long.parseLong(text);
            return number == (int) number ? CsvType.INT32 : CsvType.INT64;
        } catch (NumberFormatException e) {
            return CsvType.TEXT;
        }
    }

    private static boolean isInstant(String text) {
        if (text.length() < 10 || text.charAt(4) != '-') {
            return false;
        }
        try {
            InstantText.microseconds(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
