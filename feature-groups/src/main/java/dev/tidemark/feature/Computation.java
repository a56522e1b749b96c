package dev.tidemark.feature;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Defines how the rows of a group are computed from its sources. */
public sealed interface Computation {

    /**
     * Declared aggregations over sliding windows of one source.
     *
     * @param aggregations by feature name, in the order of the features
     * @param derived SQL expressions over the features that are declared before, by feature name
     */
    record Windows(Map<String, Aggregation> aggregations, Emission emission, Map<String, String> derived)
            implements Computation {
        public Windows {
            aggregations = Collections.unmodifiableMap(new LinkedHashMap<>(aggregations));
            derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
        }

        public Windows(Map<String, Aggregation> aggregations, Emission emission) {
            this(aggregations, emission, Map.of());
        }

        /** The features' names in declared order, so that two equal definitions read the same. */
        public List<String> featureNames() {
            return List.copyOf(aggregations.keySet());
        }

        /** Returns the functions over events of a feature; none if it is derived from other features. */
        public List<Aggregation> parts(String feature) {
            Aggregation aggregation = aggregations.get(feature);
            return aggregation == null ? List.of() : aggregation.parts();
        }
    }

    /**
     * One SQL statement that reads the sources by their names. It returns the join keys, {@code event_timestamp}, the
     * features and optionally {@code created_at}. The named parameters {@code :range_start} and {@code :range_end} are
     * bound to the range that is computed.
     *
     * @param lookback how far before the range the sources are read; null = all of their past
     */
    record Sql(String statement, @Nullable Duration lookback) implements Computation {}

    /**
     * A class with a public constructor without parameters that implements the engine's {@code FeatureComputation}.
     *
     * @param lookback how far before the range the sources are read; null = all of their past
     */
    record JavaClass(String className, @Nullable Duration lookback) implements Computation {}
}
