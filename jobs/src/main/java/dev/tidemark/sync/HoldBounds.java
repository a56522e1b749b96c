package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;

/**
 * The greatest event times of rows that hold, in microseconds since the epoch: later ones lie ahead.
 *
 * @param then at the last sync, or earlier
 * @param now at this one
 */
record HoldBounds(long then, long now) {
    /** Returns the greatest event time of rows that hold at an instant: the group's delay has passed. */
    static long holdUntil(FeatureGroup group, long instant) {
        long delay = Microseconds.of(group.availabilityDelay());
        return instant < Long.MIN_VALUE + delay ? Long.MIN_VALUE : instant - delay;
    }
}
