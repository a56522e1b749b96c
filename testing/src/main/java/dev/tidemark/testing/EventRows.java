package dev.tidemark.testing;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.testing.spark.RowExpressions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source's rows under the definition's names and with its computed columns: what windows read.
 *
 * @param types by column, in the order of the columns
 */
record EventRows(
        FeatureGroup group,
        DataSource source,
        Map<String, Optional<FeatureType>> types,
        List<Map<String, @Nullable Object>> rows) {

    static EventRows of(FeatureGroup group, GivenSource given) {
        DataSource source = given.source();
        Map<String, Optional<FeatureType>> types = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        given.types().forEach((column, type) -> types.put(source.options().nameOf(column), type));
        for (Map<String, @Nullable Object> row : given.rows()) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            row.forEach((column, value) -> named.put(source.options().nameOf(column), value));
            rows.add(named);
        }
        source.options().computed().forEach((name, sql) -> {
            RowExpressions.Computed computed =
                    RowExpressions.over(given.types()).compute(sql, given.rows());
            types.put(name, Optional.of(computed.type()));
            for (int number = 0; number < rows.size(); number++) {
                rows.get(number).put(name, computed.values().get(number));
            }
        });
        EventRows events = new EventRows(group, source, types, rows);
        if (rows.isEmpty()) {
            // Nobody has said which columns the source has.
            Computation.Windows windows = (Computation.Windows) group.computation();
            windows.aggregations().values().stream()
                    .flatMap(aggregation -> aggregation.parts().stream())
                    .map(Aggregation::column)
                    .filter(Objects::nonNull)
                    .forEach(column -> types.putIfAbsent(column, Optional.empty()));
        } else {
            group.entity().joinKeyNames().forEach(key -> events.require(key, "a join key"));
            events.require(source.timestampField(), "its timestamp");
            source.eventId().ifPresent(field -> events.require(field, "its event id"));
        }
        return events;
    }

    private void require(String column, String role) {
        if (!types.containsKey(column)) {
            throw new IllegalArgumentException("No event of source '%s' has column '%s', which is %s; %s"
                    .formatted(source.name(), column, role, NearestNames.sentence(column, types.keySet())));
        }
    }

    /** For each row, which of the conditions it meets; a condition that is null is not met. */
    List<boolean[]> met(List<String> conditions) {
        List<boolean[]> met = new ArrayList<>();
        rows.forEach(row -> met.add(new boolean[conditions.size()]));
        for (int condition = 0; condition < conditions.size() && !rows.isEmpty(); condition++) {
            List<? extends @Nullable Object> values = RowExpressions.over(types)
                    .compute(conditions.get(condition), rows)
                    .values();
            for (int row = 0; row < values.size(); row++) {
                met.get(row)[condition] = Boolean.TRUE.equals(values.get(row));
            }
        }
        return met;
    }

    /** The row's entity; empty where a join key is null. */
    Optional<EntityKey> key(Map<String, @Nullable Object> row) {
        List<Object> values = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            Object value = row.get(key.name());
            if (value == null) {
                return Optional.empty();
            }
            values.add(Values.key(key, value));
        }
        return Optional.of(new EntityKey(values));
    }

    Optional<Instant> time(Map<String, @Nullable Object> row) {
        return instant(row, source.timestampField());
    }

    Optional<Instant> created(Map<String, @Nullable Object> row) {
        return source.createdTimestamp().flatMap(field -> instant(row, field));
    }

    private Optional<Instant> instant(Map<String, @Nullable Object> row, String column) {
        return Optional.ofNullable((Instant) Values.of(
                ScalarType.TIMESTAMP, row.get(column), "column '%s' of source '%s'".formatted(column, source.name())));
    }

    Optional<String> id(Map<String, @Nullable Object> row) {
        return source.eventId().map(row::get).map(String::valueOf);
    }
}
