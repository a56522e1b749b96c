package dev.tidemark.sync;

/** How much of a feature table somebody wants to be written to the online store. */
public sealed interface SyncRequest {
    /** What is new; everything where the store or the position does not allow that. */
    record News() implements SyncRequest {}

    /** Each entity's newest row, whatever was written before. */
    record Everything() implements SyncRequest {}

    /** What came after a snapshot of the table, again. */
    record Since(long snapshotId) implements SyncRequest {}
}
