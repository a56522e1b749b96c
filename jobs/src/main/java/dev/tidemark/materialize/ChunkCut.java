package dev.tidemark.materialize;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Cuts ranges into steps. A step without an event is merged into the chunk before it, and steps before the first event
 * into the chunk of that event. An early start, or one event with a wrong year, therefore does not make thousands of
 * empty jobs and commits.
 */
final class ChunkCut {
    private final NavigableSet<Instant> days;
    private final Duration step;

    /** @param days with events, each by its first instant */
    ChunkCut(NavigableSet<Instant> days, Duration step) {
        this.days = days;
        this.step = step;
    }

    List<TimeRange> cut(TimeRange range) {
        List<TimeRange> chunks = new ArrayList<>();
        Instant begin = range.start();
        for (long number : occupied(range).stream().skip(1).toList()) {
            Instant next = range.start().plus(step.multipliedBy(number));
            chunks.add(new TimeRange(begin, next));
            begin = next;
        }
        chunks.add(new TimeRange(begin, range.end()));
        return chunks;
    }

    /** Returns the numbers of the steps that overlap a day with events. */
    private NavigableSet<Long> occupied(TimeRange range) {
        NavigableSet<Long> numbers = new TreeSet<>();
        for (Instant day : days.subSet(range.start().minus(EventDays.DAY), false, range.end(), false)) {
            long first = number(range, TimeRanges.later(day, range.start()));
            long last = number(
                    range,
                    TimeRanges.earlier(day.plus(EventDays.DAY), range.end()).minusNanos(1));
            for (long number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private long number(TimeRange range, Instant at) {
        return Duration.between(range.start(), at).dividedBy(step);
    }
}
