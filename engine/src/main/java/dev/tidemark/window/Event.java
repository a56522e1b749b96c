package dev.tidemark.window;

import org.jspecify.annotations.Nullable;

/**
 * An event of an entity at one instant.
 *
 * @param time event time in microseconds since the epoch, UTC
 * @param created when the event was written, in the same unit; the event time if the source does not say
 * @param values the aggregated columns; whole numbers are {@code Long}, other numbers {@code Double}, timestamps
 *     {@code Long} microseconds, bytes {@code byte[]}
 * @param filters the outcome of each condition
 * @param id distinguishes it from others at the same instant; null if nothing does
 */
@SuppressWarnings("ArrayRecordComponent") // one per event or row: a list would be a second object
public record Event(
        long time,
        long created,
        @Nullable Object[] values,
        boolean[] filters,
        @Nullable String id) {

    /** An event without an id. */
    public Event(long time, long created, @Nullable Object[] values, boolean[] filters) {
        this(time, created, values, filters, null);
    }
}
