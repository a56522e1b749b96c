package dev.tidemark.time;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants that files, tables and streams hold as text: a date, which is midnight in UTC, or a date and a time,
 * in UTC if no offset follows. A text whose meaning depends on the day of reading (a time without a date) or is
 * ambiguous (a year, an epoch number, a local form) is refused. Digits beyond microseconds are dropped.
 */
public final class InstantText {
    /** The accepted forms, for messages. */
    public static final String EXPECTED = "an instant such as 2026-05-01T06:00:00Z or a date such as 2026-05-01";

    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})"
            + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(?: ?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?))?)?");

    private InstantText() {}

    /**
     * Reads an instant.
     *
     * @return microseconds since the epoch
     * @throws IllegalArgumentException whose message has the text and what was expected
     */
    public static long microseconds(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused(text);
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    number(matcher.group(1)),
                    number(matcher.group(2)),
                    number(matcher.group(3)),
                    number(matcher.group(4)),
                    number(matcher.group(5)),
                    number(matcher.group(6)),
                    nanoseconds(matcher.group(7)));
            if (local.getYear() == 0) {
                throw refused(text);
            }
            return Microseconds.of(local.toInstant(offset(matcher.group(8))));
        } catch (DateTimeException e) {
            throw refused(text);
        }
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanoseconds(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    }

    private static ZoneOffset offset(@Nullable String text) {
        return text == null || text.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(text);
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("'%s' is not an instant; expected %s".formatted(text, EXPECTED));
    }
}
