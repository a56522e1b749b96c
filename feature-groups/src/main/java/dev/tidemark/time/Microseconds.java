package dev.tidemark.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Instants and durations as counts of microseconds since the epoch, in UTC: the unit of every table and every value.
 */
public final class Microseconds {
    private static final long PER_SECOND = 1_000_000;

    private Microseconds() {}

    /** Counts an instant, rounded towards the past, also before 1970. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
    }

    public static Instant toInstant(long microseconds) {
        return Instant.ofEpochSecond(
                Math.floorDiv(microseconds, PER_SECOND), Math.floorMod(microseconds, PER_SECOND) * 1_000);
    }

    /** Counts a duration; one too long to count is {@link Long#MAX_VALUE}. */
    public static long of(Duration duration) {
        if (duration.getSeconds() >= Long.MAX_VALUE / PER_SECOND) {
            return Long.MAX_VALUE;
        }
        return duration.getSeconds() * PER_SECOND + duration.getNano() / 1_000;
    }

    /** Rounds an instant towards the past to whole microseconds. */
    public static Instant floor(Instant instant) {
        return toInstant(of(instant));
    }
}
