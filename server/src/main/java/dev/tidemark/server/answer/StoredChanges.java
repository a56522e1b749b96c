package dev.tidemark.server.answer;

import dev.tidemark.feature.ChangesToCome;

/**
 * Finds the changes that have happened in the bytes of {@link ChangesToCome}, by a binary search per track, and notes
 * where their values are. Nothing is decoded, and nothing is allocated. For one thread at a time.
 */
final class StoredChanges {
    private static final int KNOWN_UNTIL = 1;
    private static final int BASE = KNOWN_UNTIL + Long.BYTES;
    private static final int TRACKS = BASE + Long.BYTES;
    private static final int CHANGE_LENGTH = ChangesToCome.INSTANT_WIDTH + Integer.BYTES;

    private final RowWalk walk;
    private final int[] places;
    private byte[] value = new byte[0];
    private int end;
    private int first;
    private long elapsed;
    private long last;

    /** @param walk over the row that the changes follow; it has the features at their positions */
    StoredChanges(RowWalk walk, int[] places) {
        this.walk = walk;
        this.places = places;
    }

    /**
     * Replaces the places of features that have changed.
     *
     * @param holdUntil the greatest instant of a change that counts, not before the row's event time
     * @param firstPlace the index of the row's first feature among the places
     * @return false if nothing is known of that instant any more
     * @throws RuntimeException if the bytes are not changes
     */
    boolean apply(byte[] bytes, int from, int behind, long holdUntil, int firstPlace) {
        require(behind - from >= ChangesToCome.HEAD_LENGTH && bytes[from] == ChangesToCome.VERSION);
        require(PackedBytes.unsigned(bytes, from + BASE, Long.BYTES) == walk.eventTimestamp());
        value = bytes;
        end = behind;
        first = firstPlace;
        last = 0;
        long difference = holdUntil - walk.eventTimestamp();
        // An overflow is a distance beyond all changes.
        elapsed = difference < 0 ? Long.MAX_VALUE : difference;
        int at = from + ChangesToCome.HEAD_LENGTH;
        for (long left = PackedBytes.unsigned(bytes, from + TRACKS, Short.BYTES); left > 0; left--) {
            at = track(at);
        }
        require(at == end);
        return holdUntil < PackedBytes.unsigned(bytes, from + KNOWN_UNTIL, Long.BYTES);
    }

    /** The distance of the last change from the row's event time, 0 if none has happened. */
    long last() {
        return last;
    }

    private int track(int from) {
        int features = count(from, Short.BYTES, Short.BYTES);
        int positions = from + Short.BYTES;
        int size = positions + features * Short.BYTES;
        int changes = count(size, Integer.BYTES, CHANGE_LENGTH);
        int instants = size + Integer.BYTES;
        int offsets = instants + changes * ChangesToCome.INSTANT_WIDTH;
        int length = offsets + changes * Integer.BYTES;
        int values = length + Integer.BYTES;
        int behind = values + count(length, Integer.BYTES, 1);
        int happened = happened(instants, changes);
        if (happened > 0) {
            int offset = offsets + (happened - 1) * Integer.BYTES;
            int valuesEnd = happened < changes ? place(values, offset + Integer.BYTES, behind) : behind;
            change(place(values, offset, behind), valuesEnd, positions, features);
        }
        return behind;
    }

    /** Returns how many of a track's changes have happened. */
    private int happened(int instants, int changes) {
        int happened = 0;
        int ahead = changes;
        while (happened < ahead) {
            int middle = (happened + ahead) >>> 1;
            if (instant(instants, middle) <= elapsed) {
                happened = middle + 1;
            } else {
                ahead = middle;
            }
        }
        if (happened > 0) {
            last = Math.max(last, instant(instants, happened - 1));
        }
        return happened;
    }

    private long instant(int instants, int change) {
        return PackedBytes.unsigned(
                value, instants + change * ChangesToCome.INSTANT_WIDTH, ChangesToCome.INSTANT_WIDTH);
    }

    private void change(int from, int behind, int positions, int features) {
        int at = from;
        for (int number = 0; number < features; number++) {
            require(at < behind);
            int feature =
                    walk.featureAt((int) PackedBytes.unsigned(value, positions + number * Short.BYTES, Short.BYTES));
            int next = PackedBytes.skip(value, at);
            if (feature >= 0) {
                places[first + feature] = PackedTypes.fits(walk.type(feature), value, at) ? at : 0;
            }
            at = next;
        }
        require(at == behind);
    }

    /** A number of entries, all of which are before the end. */
    private int count(int at, int width, int entry) {
        require(end - at >= width);
        long claimed = PackedBytes.unsigned(value, at, width);
        require(claimed <= (end - at - width) / entry);
        return (int) claimed;
    }

    private int place(int values, int offset, int behind) {
        long distance = PackedBytes.unsigned(value, offset, Integer.BYTES);
        require(distance <= behind - values);
        return values + (int) distance;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("its changes are broken");
        }
    }
}
