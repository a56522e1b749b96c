package dev.tidemark.materialize;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.OptionalLong;

/**
 * The length of the chunks where the user names none. A chunk is as long as its share of the sources is small: each
 * chunk reads the time before it again, by the longest window, and a run that dies loses the chunk that it computes.
 */
final class ChunkStep {
    private static final long BYTES_OF_A_CHUNK = 1L << 30;

    private ChunkStep() {}

    /**
     * Returns a multiple of the shortest step, so that sources that grow a little are still cut at the same instants.
     *
     * @param bytes of the sources; empty if nobody knows
     * @param days with events
     */
    static Duration of(OptionalLong bytes, NavigableSet<Instant> days) {
        if (bytes.isEmpty() || days.isEmpty()) {
            return MaterializationPlanner.STEP;
        }
        long span = Duration.between(days.first(), days.last()).toDays() + 1;
        long shortest = MaterializationPlanner.STEP.toDays();
        long chunks = Math.ceilDiv(Math.max(bytes.getAsLong(), 1), BYTES_OF_A_CHUNK);
        return MaterializationPlanner.STEP.multipliedBy(Math.ceilDiv(Math.ceilDiv(span, chunks), shortest) + 1);
    }
}
