package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.online.ValueFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a stored value, from its first byte to its last: notes where the features of a plan stand, and whether
 * they stand as they are asked for. For one thread at a time.
 */
final class RowWalk {
    private static final byte[] EVENT_TIMESTAMP = new EncodedText("event_timestamp").messagePack();
    private static final byte[] WRITTEN_AT = new EncodedText("written_at").messagePack();
    private static final byte[] FEATURES = new EncodedText("features").messagePack();
    private static final byte[] CHANGES = new EncodedText(ValueFormat.CHANGES).messagePack();
    private static final byte[] LATER = new EncodedText(ValueFormat.LATER).messagePack();

    private final FeaturePlan plan;
    private final int[] places;
    private long eventTimestamp;
    private int entriesFrom;
    private int entriesEnd;
    private byte[] bytes = new byte[0];
    private int featuresAt;
    private int changesAt;
    private int laterAt;
    private boolean asDeclared;
    private int @Nullable [] byPosition;

    /** @param places by row and feature: where the value stands, or 0, where no value ever does */
    RowWalk(FeaturePlan plan, int[] places) {
        this.plan = plan;
        this.places = places;
    }

    /**
     * Walks over a row's value.
     *
     * @param begin where the value begins
     * @param end behind it
     * @param first the index of its first feature among the places
     * @throws RuntimeException where the bytes are no stored value
     */
    void over(byte[] value, int begin, int end, int first) {
        bytes = value;
        entriesFrom = 0;
        changesAt = 0;
        laterAt = 0;
        byPosition = null;
        int at = content(value, begin);
        boolean timed = false;
        boolean written = false;
        boolean featured = false;
        for (int left = PackedBytes.size(value, begin); left > 0; left--) {
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
                featuresAt = behind;
                at = features(value, behind, first);
                featured = true;
            } else if (is(CHANGES, value, at, behind)) {
                changesAt = binary(value, behind);
                at = PackedBytes.skip(value, behind);
            } else if (is(LATER, value, at, behind)) {
                laterAt = binary(value, behind);
                at = PackedBytes.skip(value, behind);
            } else {
                at = PackedBytes.skip(value, behind);
            }
        }
        if (!timed || !written || !featured || at != end) {
            throw new IllegalArgumentException(
                    "it lacks event_timestamp, written_at or features, or has bytes behind its end");
        }
    }

    /** Where the bytes of the last row's changes are stored, 0 if it has none. */
    int changesAt() {
        return changesAt;
    }

    /** Where the bytes of the rows ahead of the last one are stored, 0 if there are none. */
    int laterAt() {
        return laterAt;
    }

    /** The feature of the question that the last row has at a position, or -1. */
    int featureAt(int position) {
        if (asDeclared) {
            return position < plan.declared() ? plan.ofDeclared(position) : -1;
        }
        int[] found = byPosition == null ? find() : byPosition;
        byPosition = found;
        return position < found.length ? found[position] : -1;
    }

    FeatureType type(int feature) {
        return plan.type(feature);
    }

    /** Rare: the definition has changed since the row was written. */
    private int[] find() {
        int at = content(bytes, featuresAt);
        int[] found = new int[PackedBytes.size(bytes, featuresAt)];
        for (int position = 0; position < found.length; position++) {
            int behind = behindName(bytes, at);
            found[position] = plan.find(bytes, at, behind);
            at = PackedBytes.skip(bytes, behind);
        }
        return found;
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
        asDeclared = true;
        for (int position = 0; position < count; position++) {
            int behind = plan.behindDeclared(position, value, at);
            int feature;
            if (behind > 0) {
                feature = plan.ofDeclared(position);
            } else {
                behind = behindName(value, at);
                feature = plan.find(value, at, behind);
                asAsked = false;
                asDeclared = false;
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

    private static int binary(byte[] value, int at) {
        int head = value[at] & 0xff;
        if (head < 0xc4 || head > 0xc6) {
            throw new IllegalArgumentException("it has no bytes at byte " + at);
        }
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
