package dev.tidemark.syncposition;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a group's table has been carried into an online store.
 *
 * @param snapshotId the newest snapshot whose rows are all there
 * @param pendingSnapshotId the snapshot that a sync began to write and has not finished; null where none is unfinished
 * @param storedForm fingerprint of the form in which values are stored; null where it is not known
 * @param settledSequence the table's sequence number up to which nobody beside the sync writes rows into the store any
 *     more; null where it is not known
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
