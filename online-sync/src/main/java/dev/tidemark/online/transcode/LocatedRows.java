package dev.tidemark.online.transcode;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored values with the places of the features that were asked for. For one thread at a time. */
public final class LocatedRows {
    private static final byte[] EVENT_TIMESTAMP = new EncodedText("event_timestamp").messagePack();
    private static final byte[] WRITTEN_AT = new EncodedText("written_at").messagePack();
    private static final byte[] FEATURES = new EncodedText("features").messagePack();

    private final FeaturePlan plan;
    private final List<byte @Nullable []> values;
    private final long[] eventTimestamps;
    private final boolean[] expired;
    /** By row and feature: where the value stands, or 0, where no value ever does. */
    private final int[] places;

    private final Map<Integer, FeatureStoreException> broken = new HashMap<>(0);

    private final Map<Integer, StandIn> standIns = new HashMap<>(0);

    LocatedRows(FeaturePlan plan, List<byte @Nullable []> values) {
        this.plan = plan;
        this.values = values;
        this.eventTimestamps = new long[values.size()];
        this.expired = new boolean[values.size()];
        this.places = new int[values.size() * plan.size()];
    }

    public FeaturePlan plan() {
        return plan;
    }

    public int size() {
        return values.size();
    }

    /** Whether there is a row, expired or not. */
    public boolean isFound(int row) {
        StandIn standIn = standIn(row);
        return standIn == null ? values.get(row) != null : standIn.isFound();
    }

    boolean isExpired(int row) {
        return expired[row];
    }

    /** Answers from something else in the place of a row that could not be read. */
    public void replace(int row, StandIn standIn) {
        standIns.put(row, standIn);
    }

    /** Whether any row could not be read. */
    public boolean isPartial() {
        return !standIns.isEmpty();
    }

    private @Nullable StandIn standIn(int row) {
        // Hardly ever is there one: no row is looked up then.
        return standIns.isEmpty() ? null : standIns.get(row);
    }

    /** In microseconds since the epoch, UTC; 0 where there is no row. */
    public long eventTimestamp(int row) {
        StandIn standIn = standIn(row);
        return standIn == null ? eventTimestamps[row] : standIn.eventTimestamp();
    }

    public Status status(int row, int feature) {
        StandIn standIn = standIn(row);
        if (standIn != null) {
            return standIn.status(feature);
        }
        if (!isFound(row)) {
            return Status.NOT_FOUND;
        }
        if (expired[row]) {
            return Status.OUTSIDE_MAX_AGE;
        }
        return places[row * plan.size() + feature] == 0 ? Status.NULL_VALUE : Status.PRESENT;
    }

    /** Counts the statuses of all features of all rows. */
    public Map<Status, Integer> statuses() {
        int found = 0;
        int outlived = 0;
        int present = 0;
        for (int row = 0; row < size(); row++) {
            if (standIn(row) != null) {
                continue;
            }
            found += values.get(row) == null ? 0 : 1;
            outlived += expired[row] ? 1 : 0;
            for (int feature = 0; feature < plan.size() && !expired[row]; feature++) {
                present += places[row * plan.size() + feature] == 0 ? 0 : 1;
            }
        }
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        counts.put(Status.PRESENT, present);
        counts.put(Status.NULL_VALUE, (found - outlived) * plan.size() - present);
        counts.put(Status.OUTSIDE_MAX_AGE, outlived * plan.size());
        counts.put(Status.NOT_FOUND, (size() - standIns.size() - found) * plan.size());
        standIns.values()
                .forEach(standIn -> standIn.statuses().forEach(status -> counts.merge(status, 1, Integer::sum)));
        return counts;
    }

    /**
     * Writes one value, null unless its status is PRESENT.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    public void write(AnswerWriter writer, int row, int feature) {
        StandIn standIn = standIn(row);
        if (standIn != null) {
            standIn.write(writer, feature);
            return;
        }
        byte[] value = values.get(row);
        int place = places[row * plan.size() + feature];
        if (value == null || place == 0 || expired[row]) {
            writer.nothing();
            return;
        }
        try {
            writer.feature(plan.type(feature), value, place);
        } catch (RuntimeException e) {
            throw corrupt(value, e);
        }
    }

    /** Rows whose stored bytes are no value, with code CORRUPT_VALUE; nothing of them may be served. */
    public Map<Integer, FeatureStoreException> broken() {
        return broken;
    }

    void locate(int row, long now) {
        byte[] value = values.get(row);
        if (value == null) {
            return;
        }
        try {
            walk(row, value);
        } catch (RuntimeException e) {
            broken.put(row, corrupt(value, e));
            Arrays.fill(places, row * plan.size(), (row + 1) * plan.size(), 0);
            return;
        }
        expired[row] = plan.group().timeToLive().isExpired(eventTimestamps[row], now);
    }

    private void walk(int row, byte[] value) {
        int at = content(value, 0);
        boolean timed = false;
        boolean written = false;
        boolean featured = false;
        for (int left = PackedBytes.size(value, 0); left > 0; left--) {
            int behind = behindName(value, at);
            if (is(EVENT_TIMESTAMP, value, at, behind)) {
                eventTimestamps[row] = PackedBytes.integer(value, behind);
                timed = true;
                at = PackedBytes.skip(value, behind);
            } else if (is(WRITTEN_AT, value, at, behind)) {
                PackedBytes.integer(value, behind);
                written = true;
                at = PackedBytes.skip(value, behind);
            } else if (is(FEATURES, value, at, behind)) {
                at = features(row, value, behind);
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

    private int features(int row, byte[] value, int from) {
        int first = row * plan.size();
        int at = content(value, from);
        int count = PackedBytes.size(value, from);
        for (int position = 0; position < count; position++) {
            int behind = behindName(value, at);
            int feature = plan.find(position, value, at, behind);
            if (feature >= 0) {
                places[first + feature] = PackedBytes.fits(plan.type(feature), value, behind) ? behind : 0;
            }
            at = PackedBytes.skip(value, behind);
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

    private FeatureStoreException corrupt(byte[] value, RuntimeException cause) {
        return new FeatureStoreException(
                ErrorCode.CORRUPT_VALUE,
                "A stored value of feature group '%s' (%d bytes) cannot be read: %s"
                        .formatted(plan.group().name(), value.length, cause.getMessage()),
                cause);
    }
}
