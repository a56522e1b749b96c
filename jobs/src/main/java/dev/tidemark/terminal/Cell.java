package dev.tidemark.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats one value of a report for a person. */
final class Cell {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Cell() {}

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Instant instant -> INSTANT.format(instant);
            case Duration duration -> text(duration);
            case Double number -> String.format(Locale.ROOT, "%.4f", number);
            case Long number -> String.format(Locale.ROOT, "%,d", number);
            case Integer number -> String.format(Locale.ROOT, "%,d", number);
            default -> value.toString();
        };
    }

    /** Returns true for numbers and durations, which are aligned to the right, so that their digits line up. */
    static boolean standsRight(@Nullable Object value) {
        return value instanceof Number || value instanceof Duration;
    }

    /** Returns true for values that are useless if they are cut; texts may be cut. */
    static boolean mustBeWhole(@Nullable Object value) {
        return standsRight(value) || value instanceof Instant;
    }

    static String text(Duration duration) {
        if (duration.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toHours() < 1) {
            return String.format(Locale.ROOT, "%d m %02d s", duration.toMinutes(), duration.toSecondsPart());
        }
        if (duration.toHoursPart() == 0 && duration.toMinutesPart() == 0) {
            return duration.toDays() + " d";
        }
        return String.format(Locale.ROOT, "%d h %02d m", duration.toHours(), duration.toMinutesPart());
    }
}
