package dev.tidemark.feature;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one group's features for one entity from one instant on.
 *
 * @param eventTimestamp business time from which the values are valid, of whole microseconds
 * @param createdAt when the row was written to the store, of whole microseconds
 * @param values in the order of the group's features; null where a feature has no value. Classes as in
 *     {@link FeatureType#accepts}
 */
public record FeatureRow(EntityKey key, Instant eventTimestamp, Instant createdAt, List<@Nullable Object> values) {
    public FeatureRow {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
