package dev.tidemark.conformance;

import java.time.Instant;
import java.util.List;

/**
 * A feature row of a table: key, value, event time, created time; key parts and value may be null.
 *
 * @param weight of a second feature, declared before the value, which decides ties first; null where the table has none
 */
public record FeatureEntry(List<Long> key, Long value, Instant event, Instant created, Double weight) {
    public FeatureEntry(List<Long> key, Long value, Instant event, Instant created) {
        this(key, value, event, created, null);
    }

    FeatureEntry weighing(Double newWeight) {
        return new FeatureEntry(key, value, event, created, newWeight);
    }
}
