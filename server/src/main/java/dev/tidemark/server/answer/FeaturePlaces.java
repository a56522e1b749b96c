package dev.tidemark.server.answer;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.HeldRows;
import dev.tidemark.online.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places of the features that were asked for, in stored rows. For one thread at a time. */
final class FeaturePlaces {
    private final FeaturePlan plan;
    private final List<byte @Nullable []> values;
    private final long[] eventTimestamps;

    /** By row: PRESENT where values may be served, NOT_FOUND, OUTSIDE_MAX_AGE or OUTSIDE_HORIZON. */
    private final Status[] states;

    /** By row and feature: where the value stands, or 0, where no value ever does. */
    private final int[] places;

    /** By row: where the features begin and end if they are stored as they are asked for, else 0. */
    private final int[] entries;

    private final RowWalk walk;
    private final StoredChanges changes;

    private final Map<Integer, FeatureStoreException> broken = new HashMap<>(0);

    private FeaturePlaces(FeaturePlan plan, List<byte @Nullable []> values) {
        this.plan = plan;
        this.values = values;
        this.eventTimestamps = new long[values.size()];
        this.states = new Status[values.size()];
        this.places = new int[values.size() * plan.size()];
        this.entries = new int[values.size() * 2];
        this.walk = new RowWalk(plan, places);
        this.changes = new StoredChanges(walk, places);
    }

    /**
     * Walks over stored values and notes where the features stand.
     *
     * @param values one per entity, null where there is none
     * @param now in microseconds since the epoch, UTC
     * @return whose {@link #broken} rows are to be looked at first
     */
    static FeaturePlaces of(FeaturePlan plan, List<byte @Nullable []> values, long now) {
        FeaturePlaces rows = new FeaturePlaces(plan, values);
        long holdUntil = HeldRows.holdUntil(plan.group(), now);
        for (int row = 0; row < values.size(); row++) {
            rows.locate(row, now, holdUntil);
        }
        return rows;
    }

    FeaturePlan plan() {
        return plan;
    }

    int size() {
        return values.size();
    }

    /** PRESENT where values of a row may be served, else why none of them may. */
    Status state(int row) {
        return states[row];
    }

    /** In microseconds since the epoch, UTC; 0 where none holds. */
    long eventTimestamp(int row) {
        return eventTimestamps[row];
    }

    /** Whether a row has a value of a feature. */
    boolean hasValue(int row, int feature) {
        return places[row * plan.size() + feature] != 0;
    }

    /** Rows whose stored bytes are no value, with code CORRUPT_VALUE; nothing of them may be served. */
    Map<Integer, FeatureStoreException> broken() {
        return broken;
    }

    /**
     * Writes one value, null where there is none or the row may not be served.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    void write(AnswerWriter writer, int row, int feature) {
        byte[] value = values.get(row);
        int place = places[row * plan.size() + feature];
        if (value == null || place == 0 || states[row] != Status.PRESENT) {
            writer.nothing();
            return;
        }
        try {
            writer.feature(plan.type(feature), value, place);
        } catch (RuntimeException e) {
            throw corrupt(value, e);
        }
    }

    /**
     * Writes all features of a row that may be served, each with its label, into a map that was begun.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    void writeAll(AnswerWriter writer, int row, byte[] value) {
        try {
            writer.features(plan, value, places, row * plan.size(), entries[row * 2], entries[row * 2 + 1]);
        } catch (RuntimeException e) {
            throw corrupt(value, e);
        }
    }

    /** The stored bytes of a row that may be served, null where there is none. */
    byte @Nullable [] served(int row) {
        return states[row] == Status.PRESENT ? values.get(row) : null;
    }

    private void locate(int row, long now, long holdUntil) {
        byte[] value = values.get(row);
        if (value == null) {
            states[row] = Status.NOT_FOUND;
            return;
        }
        try {
            states[row] = state(row, value, now, holdUntil);
        } catch (RuntimeException e) {
            broken.put(row, corrupt(value, e));
            states[row] = Status.UNAVAILABLE;
            forget(row);
        }
    }

    private Status state(int row, byte[] value, long now, long holdUntil) {
        int first = row * plan.size();
        walk.over(value, 0, value.length, first);
        int later = walk.laterAt();
        if (later > 0) {
            int from = PackedBytes.content(value, later);
            int held = HeldRows.find(value, from, from + PackedBytes.size(value, later), holdUntil);
            if (held > 0) {
                forget(row);
                int length = (int) PackedBytes.unsigned(value, held - Integer.BYTES, Integer.BYTES);
                walk.over(value, held, held + length, first);
            }
        }
        long event = walk.eventTimestamp();
        if (event > holdUntil) {
            forget(row);
            return Status.NOT_FOUND;
        }
        boolean known = true;
        int changed = walk.changesAt();
        if (changed > 0) {
            int from = PackedBytes.content(value, changed);
            known = changes.apply(value, from, from + PackedBytes.size(value, changed), holdUntil, first);
            event += changes.last();
        }
        eventTimestamps[row] = event;
        // Values of changes are not beside the others.
        boolean isWhole = changed == 0 || event == walk.eventTimestamp();
        entries[row * 2] = isWhole ? walk.entriesFrom() : 0;
        entries[row * 2 + 1] = walk.entriesEnd();
        return known
                ? plan.group().timeToLive().isExpired(event, now) ? Status.OUTSIDE_MAX_AGE : Status.PRESENT
                : Status.OUTSIDE_HORIZON;
    }

    private void forget(int row) {
        Arrays.fill(places, row * plan.size(), (row + 1) * plan.size(), 0);
    }

    private FeatureStoreException corrupt(byte[] value, RuntimeException cause) {
        return new FeatureStoreException(
                ErrorCode.CORRUPT_VALUE,
                "A stored value of feature group '%s' (%d bytes) cannot be read: %s"
                        .formatted(
                                plan.group().name(),
                                value.length,
                                cause instanceof IndexOutOfBoundsException
                                        ? "it ends within a value"
                                        : cause.getMessage()),
                cause);
    }
}
