package dev.tidemark.server.feast;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Instants as Python's clients write them: with a blank for the {@code T}, without a zone (then in UTC), or as seconds
 * since the epoch.
 */
final class FeastInstants {
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT)
            // Without it the 30th of February is the 28th.
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_DIGITS = 30;
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private FeastInstants() {}

    /** The instant; what was sent, where it is none, for the reader of the row to refuse. */
    static @Nullable Object read(@Nullable Object sent) {
        try {
            return switch (sent) {
                case String text -> instant(text);
                case Number seconds -> instant(new BigDecimal(seconds.toString()));
                case null, default -> sent;
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return sent;
        }
    }

    private static Instant instant(String text) {
        TemporalAccessor parsed = FORM.parseBest(text.strip().replace(' ', 'T'), Instant::from, LocalDateTime::from);
        return parsed instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(parsed);
    }

    private static Instant instant(BigDecimal seconds) {
        if (seconds.precision() - seconds.scale() > MOST_DIGITS || seconds.scale() > MOST_DIGITS) {
            throw new ArithmeticException("no seconds of any calendar");
        }
        long nanos = seconds.multiply(NANOS_PER_SECOND).toBigInteger().longValueExact();
        return Instant.EPOCH.plusNanos(nanos);
    }
}
