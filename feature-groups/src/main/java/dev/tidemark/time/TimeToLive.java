package dev.tidemark.time;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits how old a value may be when it is used. A value of exactly that age still counts; one that is a microsecond
 * older does not.
 */
public final class TimeToLive {
    private static final TimeToLive UNLIMITED = new TimeToLive(null);

    private final @Nullable Duration duration;

    private TimeToLive(@Nullable Duration duration) {
        this.duration = duration;
    }

    public static TimeToLive unlimited() {
        return UNLIMITED;
    }

    /** A limit longer than zero, of whole microseconds. */
    public static TimeToLive of(Duration duration) {
        if (!duration.isPositive() || duration.toNanosPart() % 1_000 != 0) {
            throw new IllegalArgumentException(
                    "Time to live must be longer than zero and of whole microseconds, got " + duration);
        }
        return new TimeToLive(duration);
    }

    /** The limit; empty if there is none. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** The limit in microseconds, {@link Long#MAX_VALUE} if there is none or it is longer than can be counted. */
    public long microseconds() {
        return duration == null ? Long.MAX_VALUE : Microseconds.of(duration);
    }

    /**
     * Returns true if a value is too old to be used.
     *
     * @param eventTimestamp of the value, in microseconds since the epoch, UTC
     * @param instant at which it would be used, in the same unit
     */
    public boolean isExpired(long eventTimestamp, long instant) {
        long limit = microseconds();
        if (limit == Long.MAX_VALUE) {
            return false;
        }
        long age = instant - eventTimestamp;
        // If the difference overflows, the value is older than any limit or younger than any value.
        if (((instant ^ eventTimestamp) & (instant ^ age)) < 0) {
            return instant > eventTimestamp;
        }
        return age > limit;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimeToLive that && duration().equals(that.duration());
    }

    @Override
    public int hashCode() {
        return duration().hashCode();
    }

    @Override
    public String toString() {
        return duration == null ? "unlimited" : duration.toString();
    }
}
