package dev.tidemark.window;

/**
 * A row that cannot be computed, because one of its values does not fit its type; the rows around it can.
 *
 * @param time microseconds since the epoch, UTC
 * @param feature the position of the first feature that has no value
 * @param reason what is wrong with it, and what to do
 */
public record RefusedRow(long time, int feature, String reason) {}
