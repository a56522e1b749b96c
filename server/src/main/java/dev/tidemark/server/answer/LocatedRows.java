package dev.tidemark.server.answer;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Status;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stored values with the places of the features that were asked for. For one thread at a time. */
public final class LocatedRows {
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

    private final Map<Integer, StandIn> standIns = new HashMap<>(0);

    LocatedRows(FeaturePlan plan, List<byte @Nullable []> values) {
        this.plan = plan;
        this.values = values;
        this.eventTimestamps = new long[values.size()];
        this.expired = new boolean[values.size()];
        this.places = new int[values.size() * plan.size()];
        this.entries = new int[values.size() * 2];
        this.walk = new RowWalk(plan, places);
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

    /**
     * Writes all features of a row, each with its label, into a map that was begun.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    public void writeAll(AnswerWriter writer, int row) {
        byte[] value = values.get(row);
        if (value == null || expired[row] || standIn(row) != null) {
            for (int feature = 0; feature < plan.size(); feature++) {
                writer.name(plan.label(feature));
                write(writer, row, feature);
            }
            return;
        }
        try {
            writer.features(plan, value, places, row * plan.size(), entries[row * 2], entries[row * 2 + 1]);
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
