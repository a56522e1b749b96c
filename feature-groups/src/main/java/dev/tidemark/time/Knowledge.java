package dev.tidemark.time;

import java.time.Instant;

/** Decides which late rows a training set may use. */
public sealed interface Knowledge {
    /** Every row counts from its event time on, whenever it was written. */
    record EventTime() implements Knowledge {}

    /** A row counts only if it could be known at the label's instant. */
    record AsKnown() implements Knowledge {}

    /** A row counts only if it was written by one instant: the values that the store held at that instant. */
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
