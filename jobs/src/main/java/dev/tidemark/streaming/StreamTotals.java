package dev.tidemark.streaming;

/**
 * The totals of a stream since its start.
 *
 * @param batches that had rows or dead letters
 * @param rows emitted, including corrected ones
 * @param written rows that became the newest value in the online store
 * @param deadLetters records that could not be used, including late ones
 * @param late events that arrived after the watermark
 */
public record StreamTotals(long batches, long rows, long written, long deadLetters, long late) {
    static final StreamTotals NONE = new StreamTotals(0, 0, 0, 0, 0);

    StreamTotals plus(StreamTotals other) {
        return new StreamTotals(
                batches + other.batches,
                rows + other.rows,
                written + other.written,
                deadLetters + other.deadLetters,
                late + other.late);
    }
}
