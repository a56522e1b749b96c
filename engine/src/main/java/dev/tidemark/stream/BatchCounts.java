package dev.tidemark.stream;

/**
 * The counts of a stream's batch.
 *
 * @param rows feature rows
 * @param deadLetters records that could not be used, including late ones
 * @param late events that arrived after the watermark
 */
public record BatchCounts(long rows, long deadLetters, long late) {}
