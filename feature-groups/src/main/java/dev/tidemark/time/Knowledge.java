package dev.tidemark.time;

import java.time.Instant;

/** What a training set may know of rows that were written late. */
public sealed interface Knowledge {
    /** Every row counts from its event time on, whenever it was written. */
    record EventTime() implements Knowledge {}

    /** A row counts only where it was written by the label's instant: what could really have been served. */
    record AsKnown() implements Knowledge {}

    /** A row counts only if it was written by one instant: what the store knew on that day. */
    record AsOf(Instant instant) implements Knowledge {}

    static Knowledge eventTime() {
        return new EventTime();
    }

    static Knowledge asKnown() {
        return new AsKnown();
    }

    static Knowledge asOf(Instant instant) {
        return new AsOf(instant);
    }
}
