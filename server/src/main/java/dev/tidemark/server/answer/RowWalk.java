package dev.tidemark.server.answer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One walk over a stored value, from its first byte to its last: notes where the features of a plan stand, and whether
 * they stand as they are asked for. For one thread at a time.
 */
final class RowWalk {
    private static final byte[] EVENT_TIMESTAMP = new EncodedText("event_timestamp").messagePack();
    private static final byte[] WRITTEN_AT = new EncodedText("written_at").messagePack();
    private static final byte[] FEATURES = new EncodedText("features").messagePack();

    private final FeaturePlan plan;
    private final int[] places;
    private long eventTimestamp;
    private int entriesFrom;
    private int entriesEnd;

    /** @param places by row and feature: where the value stands, or 0, where no value ever does */
    RowWalk(FeaturePlan plan, int[] places) {
        this.plan = plan;
        this.places = places;
    }

    /**
     * Walks over a row's value.
     *
     * @param first the index of its first feature among the places
     * @throws RuntimeException where the bytes are no stored value
     */
    void over(byte[] value, int first) {
        entriesFrom = 0;
        int at = content(value, 0);
        boolean timed = false;
        boolean written = false;
        boolean featured = false;
        for (int left = PackedBytes.size(value, 0); left > 0; left--) {
            int behind = behindName(value, at);
            if (is(EVENT_TIMESTAMP, value, at, behind)) {
                eventTimestamp = PackedBytes.integer(value, behind);
                timed = true;
                at = PackedBytes.skip(value, behind);
            } else if (is(WRITTEN_AT, value, at, behind)) {
                PackedBytes.integer(value, behind);
                written = true;
                at = PackedBytes.skip(value, behind);
            } else if (is(FEATURES, value, at, behind)) {
                at = features(value, behind, first);
                featured = true;
            } else {
                at = PackedBytes.skip(value, behind);
            }
        }
        if (!timed || !written || !featured || at != value.length) {
            throw new IllegalArgumentException(
                    "it lacks event_timestamp, written_at or features, or has bytes behind its end");
        }
    }

    /** Of the last row, in microseconds since the epoch, UTC. */
    long eventTimestamp() {
        return eventTimestamp;
    }

    /**
     * Where the last row's features begin, 0 where they are others than those that are asked for, or in another order.
     */
    int entriesFrom() {
        return entriesFrom;
    }

    int entriesEnd() {
        return entriesEnd;
    }

    private int features(byte[] value, int from, int first) {
        int at = content(value, from);
        int count = PackedBytes.size(value, from);
        int begin = at;
        boolean asAsked = count == plan.size();
        for (int position = 0; position < count; position++) {
            int behind = plan.behindDeclared(position, value, at);
            int feature;
            if (behind > 0) {
                feature = plan.ofDeclared(position);
            } else {
                behind = behindName(value, at);
                feature = plan.find(value, at, behind);
                asAsked = false;
            }
            at = PackedBytes.skip(value, behind);
            if (feature >= 0) {
                boolean fits = PackedTypes.fits(plan.type(feature), value, behind);
                places[first + feature] = fits ? behind : 0;
                asAsked &= fits || value[behind] == (byte) PackedBytes.NIL;
            }
            asAsked &= feature == position;
        }
        entriesFrom = asAsked ? begin : 0;
        entriesEnd = at;
        return at;
    }

    private static int content(byte[] value, int at) {
        if (!PackedBytes.isMap(value[at] & 0xff)) {
            throw new IllegalArgumentException("it has no map at byte " + at);
        }
        return PackedBytes.content(value, at);
    }

    private static int behindName(byte[] value, int at) {
        if (!PackedBytes.isText(value[at] & 0xff)) {
            throw new IllegalArgumentException("it has no name at byte " + at);
        }
        return PackedBytes.checked(value, PackedBytes.content(value, at) + PackedBytes.size(value, at));
    }

    private static boolean is(byte[] name, byte[] value, int at, int behind) {
        if (Arrays.equals(value, at, behind, name, 0, name.length)) {
            return true;
        }
        // The same name under a longer header than it needs; rare, and other writers may.
        int from = PackedBytes.content(value, at);
        return from != at + 1
                && new String(value, from, behind - from, StandardCharsets.UTF_8)
                        .equals(new String(name, 1, name.length - 1, StandardCharsets.UTF_8));
    }
}
