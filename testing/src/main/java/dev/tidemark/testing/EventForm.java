package dev.tidemark.testing;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form in which an event carries a column's values: numbers as INT64 or FLOAT64, instants as microseconds. The
 * engine's compiler brings Spark's columns into the same form.
 *
 * @param type of the values that are carried; empty where every value is null
 */
record EventForm(String column, Use use, Optional<FeatureType> type) {
    private static final List<ScalarType> WHOLE = List.of(ScalarType.INT32, ScalarType.INT64);
    private static final List<ScalarType> NUMBERS =
            List.of(ScalarType.INT32, ScalarType.INT64, ScalarType.FLOAT32, ScalarType.FLOAT64);

    /** What an aggregation needs of a value. */
    enum Use {
        NUMBER,
        VALUE,
        IDENTITY
    }

    /**
     * The form of a feature's input; empty for a count of events.
     *
     * @param columns the types of the source's columns, under the definition's names
     * @throws IllegalArgumentException where the source has no such column, or one of another type
     */
    static Optional<EventForm> of(
            FeatureGroup group, Feature feature, Aggregation aggregation, Map<String, Optional<FeatureType>> columns) {
        String column = aggregation.column();
        if (column == null) {
            return Optional.empty();
        }
        Optional<FeatureType> type = columns.get(column);
        String subject = "Feature '%s' of feature group '%s' aggregates column '%s'"
                .formatted(feature.name(), group.name(), column);
        if (type == null) {
            throw new IllegalArgumentException(
                    "%s, which no event has; %s".formatted(subject, NearestNames.sentence(column, columns.keySet())));
        }
        boolean wholeSum = aggregation.function() == Aggregation.Function.SUM
                && feature.type().equals(ScalarType.INT64);
        return Optional.of(
                switch (aggregation.function()) {
                    case SUM, AVG, STDDEV, PERCENTILE -> number(column, type, wholeSum, subject);
                    case MIN, MAX, LAST, FIRST, FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K ->
                        value(column, type, aggregation.inputType(feature.type()), subject);
                    case COUNT, COUNT_DISTINCT, IS_NEW -> identity(column, type);
                });
    }

    private static EventForm number(String column, Optional<FeatureType> type, boolean wholeSum, String subject) {
        if (type.isPresent() && !(wholeSum ? WHOLE : NUMBERS).contains(type.get())) {
            throw mismatch(subject, type.get(), wholeSum ? "a whole number" : "a number");
        }
        return new EventForm(
                column, Use.NUMBER, type.map(found -> WHOLE.contains(found) ? ScalarType.INT64 : ScalarType.FLOAT64));
    }

    private static EventForm value(String column, Optional<FeatureType> type, FeatureType wanted, String subject) {
        if (type.isPresent() && !fits(type.get(), wanted)) {
            throw mismatch(subject, type.get(), wanted.text());
        }
        return new EventForm(column, Use.VALUE, Optional.of(wanted));
    }

    private static boolean fits(FeatureType found, FeatureType wanted) {
        return found.equals(wanted)
                || (found == ScalarType.INT32 && wanted == ScalarType.INT64)
                || (NUMBERS.contains(found) && wanted == ScalarType.FLOAT64)
                || (found == ScalarType.STRING && wanted == ScalarType.TIMESTAMP);
    }

    private static EventForm identity(String column, Optional<FeatureType> type) {
        return new EventForm(column, Use.IDENTITY, type.map(found -> WHOLE.contains(found) ? ScalarType.INT64 : found));
    }

    private static IllegalArgumentException mismatch(String subject, FeatureType found, String wanted) {
        return new IllegalArgumentException("%s of type %s, expected %s".formatted(subject, found.text(), wanted));
    }

    /** The value of a row as an event carries it. */
    @Nullable
    Object carried(Map<String, @Nullable Object> row) {
        Object value = row.get(column);
        return value == null || type.isEmpty()
                ? null
                : carried(Values.of(type.get(), value, "column '%s'".formatted(column)));
    }

    private static @Nullable Object carried(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant instant -> Microseconds.of(instant);
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.forEach(item -> items.add(carried(item)));
                yield items;
            }
            default -> value;
        };
    }

    /** A value that a timeline gives for a feature, in the class of its type. */
    static @Nullable Object fromCarried(FeatureType type, @Nullable Object carried) {
        if (type == ScalarType.TIMESTAMP && carried instanceof Long microseconds) {
            return Microseconds.toInstant(microseconds);
        }
        if (type instanceof ListType(ScalarType element) && carried instanceof List<?> items) {
            List<@Nullable Object> values = new ArrayList<>();
            items.forEach(item -> values.add(fromCarried(element, item)));
            return values;
        }
        return carried;
    }
}
