package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Status;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stored rows with the places of the features that were asked for, and fallbacks for rows that could not be read. For
 * one thread at a time.
 */
public final class LocatedRows {
    private final FeaturePlan plan;
    private final FeaturePlaces stored;
    private final Map<Integer, FallbackValues> fallbacks = new HashMap<>(0);

    private LocatedRows(FeaturePlan plan, FeaturePlaces stored) {
        this.plan = plan;
        this.stored = stored;
    }

    /**
     * Walks over stored values and notes where the features stand.
     *
     * @param values one per entity, null where there is none
     * @param now in microseconds since the epoch, UTC
     * @return whose {@link #broken} rows are to be looked at first
     */
    public static LocatedRows of(FeaturePlan plan, List<byte @Nullable []> values, long now) {
        return new LocatedRows(plan, FeaturePlaces.of(plan, values, now));
    }

    public FeaturePlan plan() {
        return plan;
    }

    public int size() {
        return stored.size();
    }

    /** Whether there is a row that holds, expired or not. */
    public boolean isFound(int row) {
        FallbackValues fallback = fallback(row);
        return fallback == null ? stored.state(row) != Status.NOT_FOUND : fallback.isFound();
    }

    /** Answers from something else in the place of a row that could not be read. */
    public void replace(int row, FallbackValues fallback) {
        fallbacks.put(row, fallback);
    }

    /** Whether any row could not be read. */
    public boolean isPartial() {
        return !fallbacks.isEmpty();
    }

    private @Nullable FallbackValues fallback(int row) {
        // Hardly ever is there one: no row is looked up then.
        return fallbacks.isEmpty() ? null : fallbacks.get(row);
    }

    /** In microseconds since the epoch, UTC; 0 where there is no row. */
    public long eventTimestamp(int row) {
        FallbackValues fallback = fallback(row);
        return fallback == null ? stored.eventTimestamp(row) : fallback.eventTimestamp();
    }

    public Status status(int row, int feature) {
        FallbackValues fallback = fallback(row);
        if (fallback != null) {
            return fallback.status(feature);
        }
        Status state = stored.state(row);
        return state != Status.PRESENT || stored.hasValue(row, feature) ? state : Status.NULL_VALUE;
    }

    /** Counts the statuses of all features of all rows. */
    public Map<Status, Integer> statuses() {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        int nulls = 0;
        for (int row = 0; row < size(); row++) {
            if (fallback(row) != null) {
                continue;
            }
            Status state = stored.state(row);
            counts.merge(state, plan.size(), Integer::sum);
            for (int feature = 0; feature < plan.size() && state == Status.PRESENT; feature++) {
                nulls += stored.hasValue(row, feature) ? 0 : 1;
            }
        }
        counts.merge(Status.NULL_VALUE, nulls, Integer::sum);
        counts.merge(Status.PRESENT, -nulls, Integer::sum);
        fallbacks
                .values()
                .forEach(fallback -> fallback.statuses().forEach(status -> counts.merge(status, 1, Integer::sum)));
        return counts;
    }

    /**
     * Writes one value, null unless its status is PRESENT.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    public void write(AnswerWriter writer, int row, int feature) {
        FallbackValues fallback = fallback(row);
        if (fallback == null) {
            stored.write(writer, row, feature);
        } else {
            fallback.write(writer, feature);
        }
    }

    /**
     * Writes all features of a row, each with its label, into a map that was begun.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE
     */
    public void writeAll(AnswerWriter writer, int row) {
        byte[] value = stored.served(row);
        if (value != null && fallback(row) == null) {
            stored.writeAll(writer, row, value);
            return;
        }
        for (int feature = 0; feature < plan.size(); feature++) {
            writer.name(plan.label(feature));
            write(writer, row, feature);
        }
    }

    /** Rows whose stored bytes are no value, with code CORRUPT_VALUE; nothing of them may be served. */
    public Map<Integer, FeatureStoreException> broken() {
        return stored.broken();
    }
}
