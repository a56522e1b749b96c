package dev.tidemark.sync;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Selects each entity's newest row: the greatest event timestamp, then the greatest created timestamp, then the
 * greatest features in declared order, {@code -0.0} below {@code 0.0}. It is the row that also holds in training sets.
 *
 * <p>The columns are in the order that {@link RowReader} reads: join keys, event and created timestamp, features,
 * changes to come. Instants are microseconds since the epoch, so that no session setting affects them.
 */
final class LatestRows {
    private static final String NEWEST = "newest";
    private static final String LATER = "later";
    private static final Column EVENT = col(NEWEST + "." + FeatureSchema.EVENT_TIMESTAMP);

    private LatestRows() {}

    static Dataset<Row> of(FeatureGroup group, Dataset<Row> rows) {
        return newest(group, typed(group, rows));
    }

    /** Selects the newest rows up to an event time. */
    static Dataset<Row> upTo(FeatureGroup group, Dataset<Row> rows, long eventTime) {
        return newest(group, typed(group, rows).where(EVENT.leq(eventTime)));
    }

    /** Selects the newest rows up to an event time of the entities whose join keys another dataset of this form has. */
    static Dataset<Row> upTo(FeatureGroup group, Dataset<Row> rows, long eventTime, Dataset<Row> entities) {
        String[] keys = group.entity().joinKeyNames().toArray(String[]::new);
        return newest(
                group,
                typed(group, rows)
                        .where(EVENT.leq(eventTime))
                        .join(entities.select(keyColumns(group)), keys, "left_semi"));
    }

    /** Selects each entity's newest row up to an event time, and all of its later ones. */
    static Dataset<Row> upToAndAfter(FeatureGroup group, Dataset<Row> rows, long eventTime) {
        return upToAndAfter(group, rows, eventTime, keys -> lit(true));
    }

    /** Selects these rows for the entities whose join keys meet a condition; grouped by the join keys. */
    static Dataset<Row> upToAndAfter(
            FeatureGroup group, Dataset<Row> rows, long eventTime, Function<Column[], Column> condition) {
        Dataset<Row> typed = typed(group, rows).where(condition.apply(keyColumns(group)));
        // Few tables have rows that lie ahead, and their files say so.
        if (!isAnyAfter(rows, eventTime)) {
            return newest(group, typed);
        }
        Column kept = concat(array_compact(array(col(NEWEST))), col(LATER));
        Dataset<Row> grouped = typed.groupBy(keyColumns(group))
                .agg(
                        max(when(EVENT.leq(eventTime), col(NEWEST))).as(NEWEST),
                        collect_list(when(EVENT.gt(eventTime), col(NEWEST))).as(LATER));
        Column[] columns = Stream.concat(
                        Arrays.stream(keyColumns(group)),
                        Stream.of(explode(kept).as(NEWEST)))
                .toArray(Column[]::new);
        return flat(group, grouped.select(columns));
    }

    /** Returns true if some of a table's rows are later than an event time. */
    static boolean isAnyAfter(Dataset<Row> rows, long eventTime) {
        return !rows.where(col(FeatureSchema.EVENT_TIMESTAMP).gt(lit(Microseconds.toInstant(eventTime))))
                .isEmpty();
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
                        Stream.concat(
                                group.features().stream().flatMap(feature -> feature(feature, stored)),
                                Stream.of(changes(stored))))
                .toArray(Column[]::new);
        return nameable(group, rows)
                .select(Stream.concat(
                                Arrays.stream(keys), Stream.of(struct(values).as(NEWEST)))
                        .toArray(Column[]::new));
    }

    /**
     * Returns the last column: it decides nothing that the others leave open but in favour of a row that has changes.
     */
    private static Column changes(List<String> stored) {
        return (stored.contains(FeatureSchema.CHANGES_TO_COME)
                        ? col(FeatureSchema.CHANGES_TO_COME)
                        : lit(null).cast(DataTypes.BinaryType))
                .as(FeatureSchema.CHANGES_TO_COME);
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
                Stream.of(FeatureSchema.EVENT_TIMESTAMP, FeatureSchema.CREATED_AT),
                Stream.concat(group.featureNames().stream(), Stream.of(FeatureSchema.CHANGES_TO_COME)));
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
