package dev.tidemark.schedule;

import java.time.Instant;

/** What is done for a group when its time has come. */
@FunctionalInterface
public interface ScheduledWork {
    /**
     * Brings a group up to an instant.
     *
     * <p>Called again for an instant whose run died or failed, and once for all instants that passed while no scheduler
     * ran: so the work starts where the last one that succeeded ended, never one period back.
     */
    void bringUpTo(String featureGroup, Instant scheduledTime);
}
