package dev.tidemark.sync;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.TimeToLive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes which stored values must be replaced by an older row, or removed, because the table has lost their rows.
 *
 * <p>The columns are those of {@link LatestRows} (nulls if no row is left), then {@link StoredColumns#KEY} and
 * {@link StoredColumns#HEAD} of the value to replace.
 */
final class Retractions {
    private static final String EVENT = "gone__event";
    private static final String CREATED = "gone__created";
    private static final String LATER_EVENT = "come__event";
    private static final String LATER_CREATED = "come__created";

    private Retractions() {}

    /**
     * Returns the rows, by entity and times, that may be stored for their entity and must then be replaced: removed
     * rows without a successor among the added ones. If another row is stored, the head differs and nothing happens.
     *
     * @param gone rows that the table had when it was synced: only an entity's newest can be stored
     * @param passed rows that the table had since; any of them can be stored
     * @param come rows that the table has since, which may include removed ones again
     */
    static Dataset<Row> entities(FeatureGroup group, Dataset<Row> gone, Dataset<Row> passed, Dataset<Row> come) {
        Column[] keys = keys(group);
        Column[] times = with(
                keys,
                col(FeatureSchema.EVENT_TIMESTAMP).as(EVENT),
                col(FeatureSchema.CREATED_AT).as(CREATED));
        Dataset<Row> lost = LatestRows.of(group, gone)
                .select(times)
                .union(LatestRows.all(group, passed).select(times))
                .distinct();
        Dataset<Row> newestCome = LatestRows.of(group, come)
                .select(with(
                        keys,
                        col(FeatureSchema.EVENT_TIMESTAMP).as(LATER_EVENT),
                        col(FeatureSchema.CREATED_AT).as(LATER_CREATED)));
        return lost.join(newestCome, group.entity().joinKeyNames().toArray(String[]::new), "left")
                .where(col(LATER_EVENT)
                        .isNull()
                        .or(struct(col(LATER_EVENT), col(LATER_CREATED)).lt(struct(col(EVENT), col(CREATED)))))
                .select(with(keys, col(EVENT), col(CREATED)));
    }

    /** Adds to each of these rows its entity's newest row in the table, unless that has the same times. */
    static Dataset<Row> replacements(FeatureGroup group, Dataset<Row> entities, Dataset<Row> table) {
        Dataset<Row> next = LatestRows.of(group, table, entities);
        return entities.join(next, group.entity().joinKeyNames().toArray(String[]::new), "left")
                .where(col(FeatureSchema.EVENT_TIMESTAMP)
                        .isNull()
                        .or(col(FeatureSchema.EVENT_TIMESTAMP).notEqual(col(EVENT)))
                        .or(col(FeatureSchema.CREATED_AT).notEqual(col(CREATED))))
                .select(with(columns(group), StoredColumns.key(group), StoredColumns.head(col(EVENT), col(CREATED))));
    }

    /**
     * Returns the stored values that no row of the table explains: their entity is unknown, has only older rows, or
     * only expired rows.
     *
     * @param stored as {@link StoreScan} finds it
     * @param now in microseconds since the epoch
     */
    static Dataset<Row> stale(FeatureGroup group, Dataset<Row> stored, Dataset<Row> table, long now) {
        Dataset<Row> next = LatestRows.of(group, table)
                .where(alive(group.timeToLive(), now))
                .withColumn(StoredColumns.KEY, StoredColumns.key(group));
        return stored.join(next, new String[] {StoredColumns.KEY}, "left")
                .where(col(FeatureSchema.EVENT_TIMESTAMP)
                        .isNull()
                        .or(struct(col(FeatureSchema.EVENT_TIMESTAMP), col(FeatureSchema.CREATED_AT))
                                .lt(struct(col(StoreScan.EVENT), col(StoreScan.CREATED)))))
                .select(with(columns(group), col(StoredColumns.KEY), col(StoredColumns.HEAD)));
    }

    private static Column alive(TimeToLive timeToLive, long now) {
        long limit = timeToLive.microseconds();
        return limit >= Long.MAX_VALUE - Math.max(0, -now)
                ? lit(true)
                : col(FeatureSchema.EVENT_TIMESTAMP).geq(lit(now - limit));
    }

    private static Column[] keys(FeatureGroup group) {
        return group.entity().joinKeyNames().stream().map(Columns::named).toArray(Column[]::new);
    }

    private static Column[] columns(FeatureGroup group) {
        List<Column> columns = new ArrayList<>(Arrays.asList(keys(group)));
        columns.add(col(FeatureSchema.EVENT_TIMESTAMP));
        columns.add(col(FeatureSchema.CREATED_AT));
        group.featureNames().forEach(name -> columns.add(Columns.named(name)));
        return columns.toArray(Column[]::new);
    }

    private static Column[] with(Column[] columns, Column... more) {
        List<Column> all = new ArrayList<>(Arrays.asList(columns));
        all.addAll(Arrays.asList(more));
        return all.toArray(Column[]::new);
    }
}
