package dev.tidemark.training;

import dev.tidemark.pointintime.ScanBounds;

/**
 * The part of one group that a training set reads, estimated from the table's metadata.
 *
 * @param bounds the span of event time, and of created time if the knowledge mode needs it, that can matter
 * @param toRead the files that remain after whole days and files are skipped
 * @param stored all files of the table at the pinned snapshot
 * @param shuffledRowBytes an estimate of the shuffled bytes per row: keys, times and requested features
 */
public record GroupExplanation(
        PinnedGroup group, ScanBounds bounds, ScanSize toRead, ScanSize stored, int shuffledRowBytes) {
    /**
     * Returns an upper estimate of the shuffled bytes before compression. A group whose rows are filtered moves less.
     */
    public long shuffledBytes() {
        return toRead.rows() * shuffledRowBytes;
    }

    /**
     * The size of some of a table's files.
     *
     * @param days the number of partitions that have at least one of them
     * @param bytes of whole files; only their requested columns are read
     */
    public record ScanSize(int days, long files, long rows, long bytes) {}
}
