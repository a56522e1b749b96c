package dev.tidemark.offline;

/**
 * The outcome of a write.
 *
 * @param rows in the days that were written
 * @param snapshotId of the table's commit
 */
public record CommitResult(long rows, long snapshotId) {}
