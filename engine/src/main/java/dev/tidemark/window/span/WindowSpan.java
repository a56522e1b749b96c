package dev.tidemark.window.span;

import dev.tidemark.feature.Window;
import dev.tidemark.time.Microseconds;
import java.io.Serializable;

/**
 * A window as two functions of an event's time, both without a decrease: an event counts at instant {@code t} where
 * {@code enters(event) <= t < leaves(event)}. All times are microseconds since the epoch, in UTC.
 */
public sealed interface WindowSpan extends Serializable permits SlidingSpan, CalendarSpan, LongestSpan {
    /** Returns the first instant at which an event counts: its time or later. */
    long enters(long time);

    /** Returns the first later instant at which the event does not count any more. */
    long leaves(long time);

    /** Returns a bound of the time from an event to the instant at which it leaves, in microseconds. */
    long reach();

    /** Returns true if all events enter at their own time. */
    default boolean entersAtOnce() {
        return true;
    }

    static WindowSpan of(Window window) {
        return switch (window) {
            case Window.Sliding sliding ->
                new SlidingSpan(Microseconds.of(sliding.length()), Microseconds.of(sliding.lag()));
            case Window.Calendar calendar -> new CalendarSpan(calendar.unit(), calendar.zone());
        };
    }
}
