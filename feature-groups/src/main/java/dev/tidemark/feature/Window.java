package dev.tidemark.feature;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The span of events that an aggregation at an instant covers. */
public sealed interface Window {
    /**
     * A window of one length: at instant {@code t} the events with
     * {@code t - lag - length < event_timestamp <= t - lag}.
     *
     * <p>The length is positive, and both are of whole microseconds; definitions refuse others when they are built.
     *
     * @param lag how long before the instant the window ends, zero for at the instant
     */
    record Sliding(Duration length, Duration lag) implements Window {
        @Override
        public Duration reach() {
            return length.plus(lag);
        }

        @Override
        public String text() {
            return durationText(length) + (lag.isZero() ? "" : " ending before " + durationText(lag));
        }
    }

    /**
     * The current day, week or month of a zone up to the instant. A unit begins at the first instant of its first day
     * in the zone, so that it is as long as daylight saving time makes it.
     */
    record Calendar(Unit unit, ZoneId zone) implements Window {
        @Override
        public Duration reach() {
            return Duration.ofDays(unit.mostDays);
        }

        @Override
        public String text() {
            return "%s in %s".formatted(unit.text(), zone);
        }
    }

    /** The units of calendar windows; a week begins on Monday. */
    enum Unit {
        DAY(2),
        WEEK(9),
        MONTH(33);

        private final int mostDays;

        /** @param mostDays more than any such unit has in any zone: some have once repeated a day */
        Unit(int mostDays) {
            this.mostDays = mostDays;
        }

        /** The name in definitions: {@code today}. */
        public String text() {
            return this == DAY ? "today" : "this " + name().toLowerCase(Locale.ROOT);
        }
    }

    /** A bound of the time from an event to the instant from which it never counts any more. */
    Duration reach();

    /** Returns the window as people read it: {@code 7d ending before 1d}, {@code today in Europe/Berlin}. */
    String text();

    /** Returns a window of a length that ends at the instant. */
    static Window of(Duration length) {
        return new Sliding(length, Duration.ZERO);
    }

    /** Reads {@code 500ms}, {@code 30s}, {@code 15m}, {@code 24h} or {@code 30d}. */
    static Window parse(String text) {
        return of(parseDuration(text));
    }

    /** The current day in a zone such as {@code Europe/Berlin}, from its beginning to the instant. */
    static Window today(String zone) {
        return new Calendar(Unit.DAY, zone(zone));
    }

    /** The current week in a zone, from the beginning of Monday to the instant. */
    static Window thisWeek(String zone) {
        return new Calendar(Unit.WEEK, zone(zone));
    }

    /** The current month in a zone, from the beginning of its first day to the instant. */
    static Window thisMonth(String zone) {
        return new Calendar(Unit.MONTH, zone(zone));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Invalid zone '%s': expected a name such as Europe/Berlin or UTC; %s"
                            .formatted(name, NearestNames.sentence(name, ZoneId.getAvailableZoneIds())),
                    e);
        }
    }

    /** Formats a duration as definitions write it: {@code 30d}, {@code 6h}, {@code 15m}. */
    static String durationText(Duration duration) {
        if (duration.toNanosPart() != 0 || duration.isZero()) {
            return duration.toString();
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Reads a duration in the form of {@link #parse}. */
    static Duration parseDuration(String text) {
        Matcher matcher = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)").matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Invalid duration '%s': expected a number and ms, s, m, h or d, such as 24h".formatted(text));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
