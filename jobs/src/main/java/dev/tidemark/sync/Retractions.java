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
     * @param gone rows that the table had when it was synced: only an entity's newest that held then, and those that
     *     lay ahead, can be stored
     * @param passed rows that the table had since; any of them can be stored
     * @param come rows that the table has since, which may include removed ones again
     * @param bounds the greatest event times of rows that held at the last sync, and that hold now
     */
    static Dataset<Row> entities(
            FeatureGroup group, Dataset<Row> gone, Dataset<Row> passed, Dataset<Row> come, HoldBounds bounds) {
        Column[] keys = keys(group);
        Column[] times = with(
                keys,
                col(FeatureSchema.EVENT_TIMESTAMP).as(EVENT),
                col(FeatureSchema.CREATED_AT).as(CREATED));
        Dataset<Row> lost = LatestRows.upToAndAfter(group, gone, bounds.then())
                .select(times)
                .union(LatestRows.all(group, passed).select(times))
                .distinct();
        Dataset<Row> newestCome = LatestRows.upTo(group, come, bounds.now())
                .select(with(
                        keys,
                        col(FeatureSchema.EVENT_TIMESTAMP).as(LATER_EVENT),
                        col(FeatureSchema.CREATED_AT).as(LATER_CREATED)));
        Dataset<Row> entities = lost.join(
                        newestCome, group.entity().joinKeyNames().toArray(String[]::new), "left")
                .where(col(LATER_EVENT)
                        .isNull()
                        .or(struct(col(LATER_EVENT), col(LATER_CREATED)).lt(struct(col(EVENT), col(CREATED)))))
                .select(with(keys, col(EVENT), col(CREATED)));
        return LatestRows.isAnyAfter(come, bounds.now()) ? without(group, entities, come, bounds.now()) : entities;
    }

    /** Leaves out rows ahead that are there again: no row that holds takes their place yet. */
    private static Dataset<Row> without(FeatureGroup group, Dataset<Row> entities, Dataset<Row> rows, long holdUntil) {
        List<String> identity = new ArrayList<>(group.entity().joinKeyNames());
        identity.add(EVENT);
        identity.add(CREATED);
        Dataset<Row> ahead = LatestRows.all(group, rows)
                .where(col(FeatureSchema.EVENT_TIMESTAMP).gt(holdUntil))
                .select(with(
                        keys(group),
                        col(FeatureSchema.EVENT_TIMESTAMP).as(EVENT),
                        col(FeatureSchema.CREATED_AT).as(CREATED)));
        return entities.join(ahead, identity.toArray(String[]::new), "left_anti");
    }

    /**
     * Adds to each of these rows its entity's newest row in the table that holds, unless that has the same times. Rows
     * ahead that the table still has are no removed rows.
     */
    static Dataset<Row> replacements(FeatureGroup group, Dataset<Row> entities, Dataset<Row> table, long holdUntil) {
        Dataset<Row> next = LatestRows.upTo(group, table, holdUntil, entities);
        boolean ahead = !entities.where(col(EVENT).gt(holdUntil)).isEmpty();
        Dataset<Row> removed = ahead ? without(group, entities, table, holdUntil) : entities;
        return removed.join(next, group.entity().joinKeyNames().toArray(String[]::new), "left")
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
     * @param stored as {@link StoreScan} finds it: rows ahead are written again by the load that follows
     * @param now in microseconds since the epoch
     */
    static Dataset<Row> stale(FeatureGroup group, Dataset<Row> stored, Dataset<Row> table, long now) {
        Dataset<Row> next = LatestRows.upTo(group, table, HoldBounds.holdUntil(group, now))
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
                : col(FeatureSchema.EVENT_TIMESTAMP)
                        .geq(lit(now - limit))
                        .or(col(FeatureSchema.CHANGES_TO_COME).isNotNull());
    }

    private static Column[] keys(FeatureGroup group) {
        return group.entity().joinKeyNames().stream().map(Columns::named).toArray(Column[]::new);
    }

    private static Column[] columns(FeatureGroup group) {
        List<Column> columns = new ArrayList<>(Arrays.asList(keys(group)));
        columns.add(col(FeatureSchema.EVENT_TIMESTAMP));
        columns.add(col(FeatureSchema.CREATED_AT));
        group.featureNames().forEach(name -> columns.add(Columns.named(name)));
        columns.add(col(FeatureSchema.CHANGES_TO_COME));
        return columns.toArray(Column[]::new);
    }

    private static Column[] with(Column[] columns, Column... more) {
        List<Column> all = new ArrayList<>(Arrays.asList(columns));
        all.addAll(Arrays.asList(more));
        return all.toArray(Column[]::new);
    }
}
