package dev.tidemark.testing;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a test gives for one source, by the source's own columns. Each value is in the class of its column's
 * type.
 *
 * @param types by column; empty where no value is given and nothing is declared
 */
record GivenSource(
        DataSource source, Map<String, Optional<FeatureType>> types, List<Map<String, @Nullable Object>> rows) {

    /**
     * Gives the rows' values their types.
     *
     * @param columns types that the test declares, by the source's own columns
     */
    static GivenSource of(
            FeatureGroup group, DataSource source, List<SourceRow> given, Map<String, FeatureType> columns) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        given.forEach(row -> rows.add(withInstants(row, source)));
        Set<String> names = new LinkedHashSet<>(columns.keySet());
        rows.forEach(row -> names.addAll(row.keySet()));
        if (!names.isEmpty()) {
            names.add(ownName(source, source.timestampField()));
            source.createdTimestamp().ifPresent(field -> names.add(ownName(source, field)));
        }
        Map<String, FeatureType> declared = ColumnTypes.declared(group, source);
        // An expression hides the source's own column, which may be of another type.
        declared.keySet().removeAll(source.options().computed().keySet());
        Map<String, Optional<FeatureType>> types = new LinkedHashMap<>();
        for (String name : names) {
            String subject = "column '%s' of source '%s'".formatted(name, source.name());
            Optional<FeatureType> known = Optional.ofNullable(columns.get(name))
                    .or(() -> Optional.ofNullable(declared.get(source.options().nameOf(name))));
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.add(row.get(name)));
            types.put(name, known.or(() -> ColumnTypes.ofValues(values, subject)));
        }
        List<Map<String, @Nullable Object>> typed = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            typed.add(typed(row, types, group, source));
        }
        return new GivenSource(source, types, typed);
    }

    private static Map<String, @Nullable Object> typed(
            Map<String, @Nullable Object> row,
            Map<String, Optional<FeatureType>> types,
            FeatureGroup group,
            DataSource source) {
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        types.forEach((name, type) -> {
            Object value = row.get(name);
            String definitionName = source.options().nameOf(name);
            String subject = "column '%s' of source '%s'".formatted(name, source.name());
            typed.put(
                    name,
                    value == null || type.isEmpty()
                            ? null
                            : group.entity().joinKeys().stream()
                                    .filter(key -> key.name().equals(definitionName)
                                            && key.type().equals(type.get()))
                                    .findFirst()
                                    .map(key -> Values.key(key, value))
                                    .orElseGet(() -> Values.of(type.get(), value, subject)));
        });
        return typed;
    }

    private static Map<String, @Nullable Object> withInstants(SourceRow row, DataSource source) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
        put(
                values,
                source.timestampField(),
                row.instant(),
                source,
                source.options().timestampUnit());
        Optional<String> created = source.createdTimestamp();
        if (created.isPresent()) {
            put(values, created.get(), row.created(), source, source.options().createdUnit());
        } else if (row.created() != null) {
            throw new IllegalArgumentException(
                    "Invalid event %s: source '%s' has no created column, so .created(..) says nothing"
                            .formatted(row.values(), source.name()));
        }
        if (!values.containsKey(ownName(source, source.timestampField()))
                && !source.options().computed().containsKey(source.timestampField())) {
            throw new IllegalArgumentException(
                    "Invalid event %s: expected an instant, as in event(..).at(\"2026-05-01T10:00:00Z\"), or a value of column '%s'"
                            .formatted(row.values(), ownName(source, source.timestampField())));
        }
        return values;
    }

    private static void put(
            Map<String, @Nullable Object> values,
            String field,
            @Nullable Instant instant,
            DataSource source,
            @Nullable EpochUnit unit) {
        String column = ownName(source, field);
        Object count = values.get(column);
        if (instant != null) {
            values.put(column, Microseconds.floor(instant));
        } else if (unit != null && count != null && Values.isWhole(count)) {
            values.put(column, Microseconds.toInstant(unit.toMicroseconds(((Number) count).longValue())));
        }
    }

    /** The source's own name of a column. */
    static String ownName(DataSource source, String name) {
        return source.options().namesByColumn().entrySet().stream()
                .filter(mapped -> mapped.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    /** The rows' instants; rows without one are not events. */
    List<Instant> instants() {
        String column = ownName(source, source.timestampField());
        List<Instant> instants = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            if (types.getOrDefault(column, Optional.empty()).equals(Optional.of(ScalarType.TIMESTAMP))
                    && row.get(column) instanceof Instant instant) {
                instants.add(instant);
            }
        }
        return instants;
    }
}
