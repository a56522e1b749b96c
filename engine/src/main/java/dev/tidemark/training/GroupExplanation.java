package dev.tidemark.training;

import dev.tidemark.pointintime.ScanBounds;

/**
 * What a training set reads of one group, from the table's metadata alone.
 *
 * @param bounds the span of event time, and where knowledge asks for it of created time, that can matter
 * @param toRead what is left after whole days and files are passed over
 * @param stored all that the table holds at the pinned snapshot
 * @param shuffledRowBytes about how much of a row is shuffled: its keys, its times and the features asked for
 */
public record GroupExplanation(
        PinnedGroup group, ScanBounds bounds, ScanSize toRead, ScanSize stored, int shuffledRowBytes) {
    /** About how much is shuffled at most, before compression: a group that is filtered moves less. */
    public long shuffledBytes() {
        return toRead.rows() * shuffledRowBytes;
    }

    /**
     * Some of a table's files.
     *
     * @param days partitions that have at least one of them
     * @param bytes of whole files; only the columns asked for are read of them
     */
    public record ScanSize(int days, long files, long rows, long bytes) {}
}
