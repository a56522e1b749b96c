package dev.tidemark.window;

import org.jspecify.annotations.Nullable;

/**
 * The values of all features of a group at one instant.
 *
 * @param time microseconds since the epoch, UTC
 * @param created the greatest created time of the events in the longest window, and not before {@code time}
 * @param changes the byte form of {@link dev.tidemark.feature.ChangesToCome}: how the values go on if no event comes;
 *     null if they do not change, or if another row follows
 */
@SuppressWarnings("ArrayRecordComponent") // one per event or row: a list would be a second object
public record WindowRow(long time, long created, @Nullable Object[] values, byte @Nullable [] changes) {
    /** A row without changes to come. */
    public WindowRow(long time, long created, @Nullable Object[] values) {
        this(time, created, values, null);
    }

    WindowRow with(byte @Nullable [] following) {
        return new WindowRow(time, created, values, following);
    }
}
