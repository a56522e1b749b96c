package dev.tidemark.training;

import dev.tidemark.pointintime.ScanBounds;

/**
 * The part of one group that a training set reads, from the table's metadata alone.
 *
 * @param bounds the span of event time, and where knowledge asks for it of created time, that can matter
 * @param toRead the files that are left after whole days and files are skipped
 * @param stored all files of the table at the pinned snapshot
 * @param shuffledRowBytes an estimate of the shuffled bytes per row: keys, times and requested features
 */
public record GroupExplanation(
        PinnedGroup group, ScanBounds bounds, ScanSize toRead, ScanSize stored, int shuffledRowBytes) {
    /** An estimate of the most bytes that are shuffled, before compression. A group that is filtered moves less. */
    public long shuffledBytes() {
        return toRead.rows() * shuffledRowBytes;
    }

    /**
     * The size of some of a table's files.
     *
     * @param days partitions that have at least one of them
     * @param bytes of whole files; only the requested columns of them are read
     */
    public record ScanSize(int days, long files, long rows, long bytes) {}
}
