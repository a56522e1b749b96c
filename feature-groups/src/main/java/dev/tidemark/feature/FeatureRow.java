package dev.tidemark.feature;

import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one group's features for one entity, valid from one instant on.
 *
 * @param eventTimestamp business time from which the values are valid, in whole microseconds
 * @param createdAt the instant from which the row could be known, in whole microseconds
 * @param values in the order of the group's features; null if a feature has no value. Their classes are those of
 *     {@link FeatureType#accepts}
 * @param changes the values that follow without a new event; null if none are known, and then the values hold
 */
public record FeatureRow(
        EntityKey key,
        Instant eventTimestamp,
        Instant createdAt,
        List<@Nullable Object> values,
        @Nullable ChangesToCome changes) {
    /** The column of a row's event timestamp, in tables, pushed rows and stored values alike. */
    public static final String EVENT_TIMESTAMP = "event_timestamp";

    /** The column with the instant from which a row could be known. */
    public static final String CREATED_AT = "created_at";

    /** The column of a feature table with a row's changes to come. */
    public static final String CHANGES_TO_COME = "changes_to_come";

    public FeatureRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        if (changes != null && changes.base() != Microseconds.of(eventTimestamp)) {
            throw new IllegalArgumentException(
                    "Invalid changes to come of %s: they follow %s, expected the row's event time %s"
                            .formatted(key, Microseconds.toInstant(changes.base()), eventTimestamp));
        }
    }

    /** A row whose values hold until the next row. */
    public FeatureRow(EntityKey key, Instant eventTimestamp, Instant createdAt, List<@Nullable Object> values) {
        this(key, eventTimestamp, createdAt, values, null);
    }

    /** Returns the same row with changes that follow it. */
    public FeatureRow with(@Nullable ChangesToCome following) {
        return new FeatureRow(key, eventTimestamp, createdAt, values, following);
    }
}
