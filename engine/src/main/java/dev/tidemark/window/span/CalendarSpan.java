package dev.tidemark.window.span;

import dev.tidemark.feature.Window;
import dev.tidemark.time.Microseconds;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/**
 * The current day, week or month of a zone. It begins at the first instant that has the date of its first day, or a
 * later date where the zone has skipped that day. Where clocks are put back over midnight, the date of the day before
 * comes again; these instants belong to the new day, so that a day is one span of time.
 */
public record CalendarSpan(Window.Unit unit, ZoneId zone) implements WindowSpan {
    @Override
    public long enters(long time) {
        return time;
    }

    @Override
    public long leaves(long time) {
        LocalDate next = after(Microseconds.toInstant(time).atZone(zone).toLocalDate());
        long leaves = start(next);
        while (leaves <= time) {
            next = after(next);
            leaves = start(next);
        }
        return leaves;
    }

    private long start(LocalDate day) {
        return Microseconds.of(day.atStartOfDay(zone).toInstant());
    }

    /** Returns the first day of the next unit. */
    private LocalDate after(LocalDate day) {
        return switch (unit) {
            case DAY -> day.plusDays(1);
            case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
        };
    }

    @Override
    public long reach() {
        return Microseconds.of(new Window.Calendar(unit, zone).reach());
    }
}
