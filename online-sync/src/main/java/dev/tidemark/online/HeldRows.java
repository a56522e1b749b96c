package dev.tidemark.online;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.time.Microseconds;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The rule which of an entity's rows holds at an instant, the same for every store and for the server: the newest row
 * whose event time plus the group's availability delay has come. All times are microseconds since the epoch, UTC.
 */
public final class HeldRows {
    private HeldRows() {}

    /** The greatest event time of a row, or instant of a change, that counts at an instant. */
    public static long holdUntil(FeatureGroup group, long now) {
        return minus(now, Microseconds.of(group.availabilityDelay()));
    }

    /**
     * Finds the row that holds among the rows of a value's entry {@code later}: the last one up to an event time.
     *
     * @param from where the entry's content begins
     * @param end behind its content
     * @param holdUntil the greatest event time that counts
     * @return where the row's value begins, -1 if none of these rows holds; its length is in the four bytes before
     * @throws IllegalArgumentException if the bytes are not rows
     */
    public static int find(byte[] value, int from, int end, long holdUntil) {
        ByteBuffer bytes = ByteBuffer.wrap(value, from, end - from);
        int found = -1;
        while (bytes.hasRemaining()) {
            int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
            if (length < ValueHead.LENGTH || length > bytes.remaining() || !ValueHead.isAt(value, bytes.position())) {
                throw new IllegalArgumentException("its later rows are broken at byte " + bytes.position());
            }
            if (bytes.getLong(bytes.position() + ValueFormat.EVENT_TIMESTAMP_OFFSET) <= holdUntil) {
                found = bytes.position();
            }
            bytes.position(bytes.position() + length);
        }
        return found;
    }

    /** Returns whether a row can still be served at an instant or later. */
    public static boolean isAlive(FeatureGroup group, FeatureRow row, long now) {
        return !group.timeToLive().isExpired(lastInstant(row), now);
    }

    /** The last instant for which a row is kept; {@link Long#MAX_VALUE} if there is no limit. */
    public static long usableUntil(FeatureGroup group, FeatureRow row) {
        long ttl = group.timeToLive().microseconds();
        long last = plus(lastInstant(row), Microseconds.of(group.availabilityDelay()));
        return ttl == Long.MAX_VALUE ? ttl : plus(last, ttl);
    }

    /** The last instant at which a row's values change, or at which they end to be known. */
    private static long lastInstant(FeatureRow row) {
        long event = Microseconds.of(row.eventTimestamp());
        @Nullable ChangesToCome changes = row.changes();
        if (changes == null) {
            return event;
        }
        long last = Math.max(event, changes.lastChange().orElse(event));
        return changes.knownUntil() == Long.MAX_VALUE ? last : Math.max(last, changes.knownUntil());
    }

    private static long plus(long instant, long span) {
        return span >= Long.MAX_VALUE - Math.max(instant, 0) ? Long.MAX_VALUE : instant + span;
    }

    private static long minus(long instant, long span) {
        return instant < Long.MIN_VALUE + span ? Long.MIN_VALUE : instant - span;
    }
}
