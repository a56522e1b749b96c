package dev.tidemark.pointintime.row;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.io.Serializable;
import java.time.Instant;

/**
 * The instants between which a feature row counts: section 2 of the rule book in longs.
 *
 * @param timeToLive in microseconds; {@link Long#MAX_VALUE} for no limit
 * @param delay of availability, in microseconds
 * @param asKnown whether a row counts only from the instant at which it was written
 * @param knownUntil rows written after this instant never count; {@link Long#MAX_VALUE} lets all count
 */
public record VisibilityRules(long timeToLive, long delay, boolean asKnown, long knownUntil) implements Serializable {
    /** The rules of one group in one training set. */
    public static VisibilityRules of(FeatureGroup group, Knowledge knowledge) {
        return new VisibilityRules(
                group.timeToLive().microseconds(),
                Microseconds.of(group.availabilityDelay()),
                knowledge instanceof Knowledge.AsKnown,
                knowledge instanceof Knowledge.AsOf(Instant instant) ? Microseconds.of(instant) : Long.MAX_VALUE);
    }

    /** Returns false for a row that was written too late, or that would become visible after the greatest instant. */
    boolean everCounts(long event, long created) {
        return created <= knownUntil && event <= Long.MAX_VALUE - delay;
    }

    /** Returns whether the created time matters. If it does, a row without one never counts. */
    boolean needsCreated() {
        return asKnown || knownUntil != Long.MAX_VALUE;
    }

    /** The first instant at which a row counts; only for a row that ever does. */
    long visibleFrom(long event, long created) {
        long onTime = event + delay;
        return asKnown ? Math.max(onTime, created) : onTime;
    }

    /** Returns whether a row that is visible at an instant is too old there. */
    public boolean isExpired(long event, long instant) {
        if (timeToLive == Long.MAX_VALUE) {
            return false;
        }
        // The event is never later than the instant here; a difference that overflows is older than any limit.
        long age = instant - event;
        return age > timeToLive || age < 0;
    }
}
