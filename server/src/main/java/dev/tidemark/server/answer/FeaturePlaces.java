package dev.tidemark.server.answer;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
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
    private final boolean[] expired;
    /** By row and feature: where the value stands, or 0, where no value ever does. */
    private final int[] places;

    /** By row: where the features begin and end if they are stored as they are asked for, else 0. */
    private final int[] entries;

    private final RowWalk walk;

    private final Map<Integer, FeatureStoreException> broken = new HashMap<>(0);

    private FeaturePlaces(FeaturePlan plan, List<byte @Nullable []> values) {
        this.plan = plan;
        this.values = values;
        this.eventTimestamps = new long[values.size()];
        this.expired = new boolean[values.size()];
        this.places = new int[values.size() * plan.size()];
        this.entries = new int[values.size() * 2];
        this.walk = new RowWalk(plan, places);
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
        for (int row = 0; row < values.size(); row++) {
            rows.locate(row, now);
        }
        return rows;
    }

    FeaturePlan plan() {
        return plan;
    }

    int size() {
        return values.size();
    }

    /** Whether there is a row, expired or not. */
    boolean isFound(int row) {
        return values.get(row) != null;
    }

    boolean isExpired(int row) {
        return expired[row];
    }

    /** In microseconds since the epoch, UTC; 0 where there is no row. */
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
     * Writes one value, null where there is none or the row is expired.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    void write(AnswerWriter writer, int row, int feature) {
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

    /**
     * Writes all features of a row that is found and not expired, each with its label, into a map that was begun.
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
        return expired[row] ? null : values.get(row);
    }

    private void locate(int row, long now) {
        byte[] value = values.get(row);
        if (value == null) {
            return;
        }
        try {
            walk.over(value, row * plan.size());
        } catch (RuntimeException e) {
            broken.put(row, corrupt(value, e));
            Arrays.fill(places, row * plan.size(), (row + 1) * plan.size(), 0);
            return;
        }
        eventTimestamps[row] = walk.eventTimestamp();
        entries[row * 2] = walk.entriesFrom();
        entries[row * 2 + 1] = walk.entriesEnd();
        expired[row] = plan.group().timeToLive().isExpired(eventTimestamps[row], now);
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
