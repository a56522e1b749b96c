package dev.tidemark.syncposition;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state up to which a group's table was synced to an online store.
 *
 * @param snapshotId the newest snapshot whose rows are all there
 * @param pendingSnapshotId the snapshot that a sync began to write and has not finished; null if there is none
 * @param storedForm fingerprint of the form in which values are stored; null if it is not known
 * @param settledSequence the table's sequence number up to which no other writer adds rows to the store any more; null
 *     if it is not known
 */
public record SyncPosition(
        long snapshotId,
        @Nullable Long pendingSnapshotId,
        @Nullable String storedForm,
        @Nullable Long settledSequence) {
    public Optional<Long> pending() {
        return Optional.ofNullable(pendingSnapshotId);
    }
}
