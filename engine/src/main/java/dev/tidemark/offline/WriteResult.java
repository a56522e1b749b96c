package dev.tidemark.offline;

/**
 * The outcome of a write.
 *
 * @param rows in the days that were written
 * @param snapshotId of the table's commit
 */
public record WriteResult(long rows, long snapshotId) {}
