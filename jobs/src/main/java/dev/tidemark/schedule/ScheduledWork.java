package dev.tidemark.schedule;

import java.time.Instant;

/** The work for a group at a scheduled time. */
@FunctionalInterface
public interface ScheduledWork {
    /**
     * Brings a group up to an instant.
     *
     * <p>It is called again for an instant whose run died or failed, and once for all instants that passed while no
     * scheduler ran. The work therefore starts where the last successful run ended, never one period back.
     */
    void bringUpTo(String featureGroup, Instant scheduledTime);
}
