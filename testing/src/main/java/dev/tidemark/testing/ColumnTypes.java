package dev.tidemark.testing;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of a source's columns. A test gives values without types: what the definition knows decides first (join
 * keys, aggregated columns), as it does for CSV files, then the values. {@code 1} and {@code 2.5} in one column are
 * FLOAT64.
 */
final class ColumnTypes {
    private ColumnTypes() {}

    /** What the definition says of columns, by the names that it uses. */
    static Map<String, FeatureType> declared(FeatureGroup group, DataSource source) {
        Map<String, FeatureType> types = new HashMap<>();
        if (group.computation() instanceof Computation.Windows windows) {
            for (Feature feature : group.features()) {
                windows.parts(feature.name()).forEach(part -> aggregated(types, feature, part));
            }
            group.entity().joinKeys().forEach(key -> types.put(key.name(), key.type()));
        } else {
            group.entity().joinKeys().stream()
                    .filter(key -> key.type() == ScalarType.STRING)
                    .forEach(key -> types.put(key.name(), key.type()));
        }
        types.put(source.timestampField(), ScalarType.TIMESTAMP);
        source.createdTimestamp().ifPresent(field -> types.put(field, ScalarType.TIMESTAMP));
        return types;
    }

    /** A column that several features aggregate has the strictest type: FLOAT64 gives way to every other. */
    private static void aggregated(Map<String, FeatureType> types, Feature feature, Aggregation aggregation) {
        String column = aggregation.column();
        if (column == null) {
            return;
        }
        switch (aggregation.function()) {
            case COUNT, COUNT_DISTINCT, IS_NEW, AVG, STDDEV, PERCENTILE -> {}
            case SUM, MIN, MAX, LAST, FIRST, FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K ->
                types.merge(
                        column,
                        aggregation.inputType(feature.type()),
                        (one, other) -> one.equals(ScalarType.FLOAT64) ? other : one);
        }
    }

    /** The type of a column's values; empty where all of them are null. */
    static Optional<FeatureType> ofValues(List<? extends @Nullable Object> values, String subject) {
        FeatureType type = null;
        for (Object value : values) {
            FeatureType next = value == null ? null : ofValue(value, subject);
            type = type == null ? next : next == null ? type : common(type, next, subject);
        }
        return Optional.ofNullable(type);
    }

    private static FeatureType common(FeatureType one, FeatureType other, String subject) {
        if (one.equals(other)) {
            return one;
        }
        List<ScalarType> numbers = List.of(ScalarType.INT64, ScalarType.FLOAT64);
        if (numbers.contains(one) && numbers.contains(other)) {
            return ScalarType.FLOAT64;
        }
        throw new IllegalArgumentException(
                "Invalid values of %s: %s in one row and %s in another".formatted(subject, one.text(), other.text()));
    }

    private static @Nullable FeatureType ofValue(Object value, String subject) {
        return switch (value) {
            case Boolean truth -> ScalarType.BOOL;
            case String text -> ScalarType.STRING;
            case Instant instant -> ScalarType.TIMESTAMP;
            case byte[] bytes -> ScalarType.BYTES;
            case Float number -> ScalarType.FLOAT64;
            case Double number -> ScalarType.FLOAT64;
            case Object number when Values.isWhole(number) -> ScalarType.INT64;
            case List<?> list ->
                ofValues(list, "the lists in " + subject)
                        .map(type -> new ListType(scalar(type, subject)))
                        .orElse(null);
            default ->
                throw new IllegalArgumentException(
                        "Invalid value %s of %s: expected a number, text, a truth value, an Instant, bytes or a list, got %s"
                                .formatted(value, subject, value.getClass().getName()));
        };
    }

    private static ScalarType scalar(FeatureType type, String subject) {
        if (type instanceof ScalarType scalar) {
            return scalar;
        }
        throw new IllegalArgumentException("Invalid value of %s: a list holds lists".formatted(subject));
    }
}
