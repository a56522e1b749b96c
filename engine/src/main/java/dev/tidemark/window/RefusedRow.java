package dev.tidemark.window;

/**
 * A row that cannot be computed, because one of its values does not fit its type. The rows around it can.
 *
 * @param time microseconds since the epoch, UTC
 * @param feature the position of the first feature without a value
 * @param reason the problem, and what to do
 */
public record RefusedRow(long time, int feature, String reason) {}
