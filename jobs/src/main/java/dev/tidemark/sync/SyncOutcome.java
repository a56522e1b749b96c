package dev.tidemark.sync;

import org.jspecify.annotations.Nullable;

/**
 * What a sync did.
 *
 * @param written entities whose value was new to the store
 * @param skipped entities for which the store had the same value or a newer one
 * @param expired entities whose newest row is older than the group's time to live: they have no value
 * @param retracted values that were removed or gave way to an older row, because the table has lost theirs
 * @param snapshotId up to which the table is now synced; null where there was nothing to do
 * @param detail why this kind
 */
public record SyncOutcome(
        Kind kind,
        long written,
        long skipped,
        long expired,
        long retracted,
        @Nullable Long snapshotId,
        String detail) {
    /** How much was read. */
    public enum Kind {
        NOTHING,
        NEWS,
        FULL
    }

    /** With what another sync has done right after this one. */
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
