package dev.tidemark.window;

import org.jspecify.annotations.Nullable;

/**
 * The values of all features of a group at one instant.
 *
 * @param time microseconds since the epoch, UTC
 * @param created the greatest created time of the events in the longest window, and not before {@code time}
 */
@SuppressWarnings("ArrayRecordComponent") // one per event or row: a list would be a second object
public record WindowRow(long time, long created, @Nullable Object[] values) {}
