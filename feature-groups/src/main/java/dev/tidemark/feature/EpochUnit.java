package dev.tidemark.feature;

import dev.tidemark.time.Microseconds;
import java.time.Instant;

/** The unit of a column that counts time from 1970-01-01T00:00:00Z in whole numbers. */
public enum EpochUnit {
    EPOCH_SECONDS(1_000_000, 1),
    EPOCH_MILLIS(1_000, 1),
    EPOCH_MICROS(1, 1),
    /** Nanoseconds, rounded towards the past to microseconds. */
    EPOCH_NANOS(1, 1_000);

    private static final long FIRST = Microseconds.of(Instant.parse("0001-01-01T00:00:00Z"));
    private static final long LAST = Microseconds.of(Instant.parse("9999-12-31T23:59:59.999999Z"));

    private final long microseconds;
    private final long perMicrosecond;

    EpochUnit(long microseconds, long perMicrosecond) {
        this.microseconds = microseconds;
        this.perMicrosecond = perMicrosecond;
    }

    /**
     * Turns a count of this unit into microseconds.
     *
     * @throws IllegalArgumentException if the result is not in the years 1 to 9999, which mostly shows that the column
     *     counts in another unit
     */
    public long toMicroseconds(long count) {
        long whole = Math.floorDiv(count, perMicrosecond);
        if (whole < Math.ceilDiv(FIRST, microseconds) || whole > Math.floorDiv(LAST, microseconds)) {
            throw new IllegalArgumentException(
                    "'%d' counted in %s lies beyond the years 1 to 9999; declare the unit in which the column counts"
                            .formatted(count, this));
        }
        return whole * microseconds;
    }
}
