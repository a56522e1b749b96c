package dev.tidemark.feature;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one group's features for one entity, valid from one instant on.
 *
 * @param eventTimestamp business time from which the values are valid, in whole microseconds
 * @param createdAt when the row was written to the store, in whole microseconds
 * @param values in the order of the group's features; null if a feature has no value. Their classes are those of
 *     {@link FeatureType#accepts}
 */
public record FeatureRow(EntityKey key, Instant eventTimestamp, Instant createdAt, List<@Nullable Object> values) {
    /** The column of a row's event timestamp, in tables, pushed rows and stored values alike. */
    public static final String EVENT_TIMESTAMP = "event_timestamp";

    /** The column that says when a row was written to the store. */
    public static final String CREATED_AT = "created_at";

    public FeatureRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
