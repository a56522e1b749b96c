package dev.tidemark.stream;

/**
 * What a batch of a stream consists of.
 *
 * @param rows feature rows
 * @param deadLetters records that could not be used, the late ones included
 * @param late events that came after their time
 */
public record BatchCounts(long rows, long deadLetters, long late) {}
