package dev.tidemark.offline;

/**
 * What a write left behind.
 *
 * @param rows in the days that were written
 * @param snapshotId of the table's commit
 */
public record WriteResult(long rows, long snapshotId) {}
