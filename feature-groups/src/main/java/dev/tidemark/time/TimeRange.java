package dev.tidemark.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** A half-open span of event time: {@code start} is in, {@code end} is out. */
public record TimeRange(Instant start, Instant end) {
    public TimeRange {
        start = Microseconds.floor(start);
        end = Microseconds.floor(end);
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("Time range must start before it ends: [%s, %s)".formatted(start, end));
        }
    }

    /** The whole UTC days from {@code first} to {@code last}, both included. */
    public static TimeRange ofDays(LocalDate first, LocalDate last) {
        return new TimeRange(
                first.atStartOfDay(ZoneOffset.UTC).toInstant(),
                last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /** Cuts the range into steps, oldest first; the last one may be shorter. */
    public List<TimeRange> split(Duration step) {
        return Stream.iterate(start, at -> at.isBefore(end), at -> at.plus(step))
                .map(at -> new TimeRange(at, at.plus(step).isBefore(end) ? at.plus(step) : end))
                .toList();
    }

    /** The smallest range of whole UTC days that covers this one. */
    public TimeRange wholeDays() {
        Instant firstDay = start.truncatedTo(ChronoUnit.DAYS);
        Instant lastDay = end.truncatedTo(ChronoUnit.DAYS);
        return new TimeRange(firstDay, lastDay.equals(end) ? end : lastDay.plus(1, ChronoUnit.DAYS));
    }

    @Override
    public String toString() {
        return "[%s, %s)".formatted(start, end);
    }
}
