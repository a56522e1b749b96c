package dev.tidemark.sync;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Selects each entity's newest row: the greatest event timestamp, then the greatest created timestamp, then the
 * greatest features in declared order, {@code -0.0} below {@code 0.0}. It is the row that also holds in training sets.
 *
 * <p>The columns are in the order that {@link RowReader} reads: join keys, event and created timestamp, features.
 * Instants are microseconds since the epoch, so that no session setting affects them.
 */
final class LatestRows {
    private static final String NEWEST = "newest";

    private LatestRows() {}

    static Dataset<Row> of(FeatureGroup group, Dataset<Row> rows) {
        return newest(group, typed(group, rows));
    }

    /** Selects the newest rows of the entities whose join keys another dataset of this form has. */
    static Dataset<Row> of(FeatureGroup group, Dataset<Row> rows, Dataset<Row> entities) {
        String[] keys = group.entity().joinKeyNames().toArray(String[]::new);
        Column[] keyColumns = keyColumns(group);
        return newest(group, typed(group, rows).join(entities.select(keyColumns), keys, "left_semi"));
    }

    /** Selects the newest rows of the entities whose join keys meet a condition. */
    static Dataset<Row> of(FeatureGroup group, Dataset<Row> rows, Function<Column[], Column> condition) {
        return newest(group, typed(group, rows).where(condition.apply(keyColumns(group))));
    }

    /** Returns all rows in the same columns, including those that are not the newest. */
    static Dataset<Row> all(FeatureGroup group, Dataset<Row> rows) {
        return flat(group, typed(group, rows));
    }

    /** Returns those of some rows whose entity and times a table also has. */
    static Dataset<Row> those(FeatureGroup group, Dataset<Row> rows, Dataset<Row> table) {
        List<String> identity = new ArrayList<>(group.entity().joinKeyNames());
        identity.add(FeatureSchema.EVENT_TIMESTAMP);
        identity.add(FeatureSchema.CREATED_AT);
        String[] names = identity.toArray(String[]::new);
        Column[] columns = identity.stream().map(Columns::named).toArray(Column[]::new);
        return rows.join(table.select(columns), names, "left_semi");
    }

    private static Dataset<Row> typed(FeatureGroup group, Dataset<Row> rows) {
        List<String> stored = Arrays.asList(rows.columns());
        Column[] keys =
                group.entity().joinKeys().stream().map(LatestRows::column).toArray(Column[]::new);
        Column[] values = Stream.concat(
                        Stream.of(
                                column(FeatureSchema.EVENT_TIMESTAMP, ScalarType.TIMESTAMP),
                                column(FeatureSchema.CREATED_AT, ScalarType.TIMESTAMP)),
                        group.features().stream().flatMap(feature -> feature(feature, stored)))
                .toArray(Column[]::new);
        return nameable(group, rows)
                .select(Stream.concat(
                                Arrays.stream(keys), Stream.of(struct(values).as(NEWEST)))
                        .toArray(Column[]::new));
    }

    /**
     * Drops rows whose key is not valid UTF-8: no request can name them, and in the store their keys would be those of
     * another entity.
     */
    private static Dataset<Row> nameable(FeatureGroup group, Dataset<Row> rows) {
        return group.entity().joinKeys().stream()
                .filter(key -> key.type() == ScalarType.STRING)
                .map(key -> is_valid_utf8(Columns.named(key.name())))
                .reduce(Column::and)
                .map(rows::where)
                .orElse(rows);
    }

    private static Dataset<Row> newest(FeatureGroup group, Dataset<Row> typed) {
        Column[] keys = keyColumns(group);
        return flat(group, typed.groupBy(keys).agg(max(NEWEST).as(NEWEST)));
    }

    private static Dataset<Row> flat(FeatureGroup group, Dataset<Row> typed) {
        Stream<String> values = Stream.concat(
                Stream.of(FeatureSchema.EVENT_TIMESTAMP, FeatureSchema.CREATED_AT), group.featureNames().stream());
        return typed.select(Stream.concat(
                        Arrays.stream(keyColumns(group)),
                        values.map(
                                name -> col(NEWEST + "." + Columns.quoted(name)).as(name)))
                .toArray(Column[]::new));
    }

    static Column[] keyColumns(FeatureGroup group) {
        return group.entity().joinKeyNames().stream().map(Columns::named).toArray(Column[]::new);
    }

    private static Column column(JoinKey key) {
        return column(key.name(), key.type());
    }

    /**
     * Returns a feature, after a column for its order if it needs one. A feature that was declared after the last write
     * of the table is null in every row.
     */
    private static Stream<Column> feature(Feature feature, List<String> stored) {
        if (!stored.contains(feature.name())) {
            return Stream.of(expr("CAST(NULL AS BOOLEAN)").as(feature.name()));
        }
        Column values = column(feature.name(), feature.type());
        return Stream.concat(
                SignedZeros.order(values, feature.type()).map(order -> order.as("order__" + feature.name())).stream(),
                Stream.of(values));
    }

    private static Column column(String name, FeatureType type) {
        if (type == ScalarType.TIMESTAMP) {
            return expr("unix_micros(%s)".formatted(Columns.quoted(name))).as(name);
        }
        if (type instanceof ListType list && list.element() == ScalarType.TIMESTAMP) {
            return expr("transform(%s, item -> unix_micros(item))".formatted(Columns.quoted(name)))
                    .as(name);
        }
        return Columns.named(name);
    }
}
