package dev.tidemark.cli;

import dev.tidemark.time.Microseconds;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How options are written that picocli does not read itself. */
final class Texts {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(s|m|h|d)");

    private Texts() {}

    /** An instant by the rule of files and streams: a date, meaning its first instant in UTC, or a date and a time. */
    static final class InstantText implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Microseconds.toInstant(dev.tidemark.time.InstantText.microseconds(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'%s' is no instant; write 2026-05-01 or 2026-05-01T06:00:00Z".formatted(text));
            }
        }
    }

    /** A number and a unit: {@code 30s}, {@code 15m}, {@code 6h}, {@code 7d}. */
    static final class DurationText implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new TypeConversionException("'%s' is no duration; write 6h, 1d or 7d".formatted(text));
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }
}
