package dev.tidemark.feature;

import java.time.Duration;

/**
 * What readers are given for a feature while the online store cannot be asked, with a status that says so. It never
 * stands in for a value that is missing, null or too old: there serving answers as training does.
 */
public sealed interface Fallback {
    /** Nothing: the request fails, or the feature is marked as unavailable where the caller takes partial answers. */
    record None() implements Fallback {}

    /**
     * A fixed value.
     *
     * @param value of the feature's type
     */
    record Value(Object value) implements Fallback {}

    /**
     * The value that the same server last read for the entity, where it still knows one.
     *
     * @param maxAge since it was read; the group's TTL holds besides
     */
    record LastKnown(Duration maxAge) implements Fallback {}

    static Fallback none() {
        return new None();
    }

    /** A fixed value, of the feature's type; not for BYTES. */
    static Fallback value(Object value) {
        return new Value(value);
    }

    /** What was last read for the entity, at most so long ago. */
    static Fallback lastKnown(Duration maxAge) {
        return new LastKnown(maxAge);
    }
}
