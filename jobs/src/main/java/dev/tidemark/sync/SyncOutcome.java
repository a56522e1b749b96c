package dev.tidemark.sync;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a sync.
 *
 * @param written entities whose value was new to the store
 * @param skipped entities for which the store had the same value or a newer one
 * @param expired entities whose newest row is older than the group's time to live: they have no value
 * @param retracted values that were removed or replaced by an older row, because the table has lost their rows
 * @param snapshotId up to which the table is now synced; null if there was nothing to do
 * @param detail the reason for this kind
 */
public record SyncOutcome(
        Kind kind,
        long written,
        long skipped,
        long expired,
        long retracted,
        @Nullable Long snapshotId,
        String detail) {
    /** The amount of data that was read. */
    public enum Kind {
        NOTHING,
        NEWS,
        FULL
    }

    /** Adds the outcome of another sync that followed this one. */
    SyncOutcome and(SyncOutcome next) {
        return new SyncOutcome(
                kind,
                written + next.written,
                skipped + next.skipped,
                expired + next.expired,
                retracted + next.retracted,
                next.snapshotId,
                detail + ", then " + next.detail);
    }

    static SyncOutcome nothing(String reason) {
        return new SyncOutcome(Kind.NOTHING, 0, 0, 0, 0, null, reason);
    }
}
