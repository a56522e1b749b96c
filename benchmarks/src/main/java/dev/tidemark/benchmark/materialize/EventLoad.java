package dev.tidemark.benchmark.materialize;

import java.time.Duration;
import java.time.Instant;

/**
 * Generated payments in the order of time.
 *
 * @param name of their folder
 * @param events how many there are
 * @param entities the users, of whom by a square law the first have the most events
 * @param hotShare of all events that belong to user 1 alone, on top of the law
 * @param days that they cover
 */
record EventLoad(String name, long events, long entities, double hotShare, int days) {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final int MERCHANTS = 5_000;

    Instant end() {
        return START.plus(Duration.ofDays(days));
    }

    /** The folder's name, which differs where the rows differ. */
    String folder() {
        return "%s-%d-%d".formatted(name, events, days);
    }
}
