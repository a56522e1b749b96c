package dev.tidemark.sync;

/** The part of a feature table that a caller wants to have in the online store. */
public sealed interface SyncRequest {
    /** The new rows, or everything if the store or the position does not allow that. */
    record News() implements SyncRequest {}

    /** Each entity's newest row, whatever was written before. */
    record Everything() implements SyncRequest {}

    /** The rows that were added after a snapshot of the table, again. */
    record Since(long snapshotId) implements SyncRequest {}
}
