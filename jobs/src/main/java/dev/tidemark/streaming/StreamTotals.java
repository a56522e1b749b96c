package dev.tidemark.streaming;

/**
 * What a stream has done since it was started.
 *
 * @param batches that had rows or dead letters
 * @param rows emitted, corrected ones included
 * @param written of them to the online store, as its newest
 * @param deadLetters records that could not be used, the late ones included
 * @param late events that came after their time
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
