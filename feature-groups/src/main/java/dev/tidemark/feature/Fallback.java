package dev.tidemark.feature;

import java.time.Duration;

/**
 * The value that readers get for a feature while the online store is unavailable, with a status that says so. A
 * fallback never replaces a value that is missing, null or too old: in those cases serving answers as training does.
 */
public sealed interface Fallback {
    /**
     * No fallback: the request fails, or the feature is marked as unavailable if the caller accepts partial answers.
     */
    record None() implements Fallback {}

    /**
     * A fixed value.
     *
     * @param value of the feature's type
     */
    record Value(Object value) implements Fallback {}

    /**
     * The value that the same server last read for the entity, if the server still holds one.
     *
     * @param maxAge since the value was read; the group's TTL applies as well
     */
    record LastKnown(Duration maxAge) implements Fallback {}

    static Fallback none() {
        return new None();
    }

    /** A fixed value, of the feature's type; not for BYTES. */
    static Fallback value(Object value) {
        return new Value(value);
    }

    /** The value that was last read for the entity, if the read is at most so long ago. */
    static Fallback lastKnown(Duration maxAge) {
        return new LastKnown(maxAge);
    }
}
