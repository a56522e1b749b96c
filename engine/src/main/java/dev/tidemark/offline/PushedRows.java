package dev.tidemark.offline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.schema.FeatureRows;
import dev.tidemark.time.TimeRange;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The rows of feature tables that applications pushed. They carry the batch in which they came, in a column that no definition has:
 * by it a batch is known to be there, and what a materialization replaces is told from what it keeps. Not thread-safe per group.
 */
public final class PushedRows {
    /** Double underscores are in no feature's name. Null in rows that were computed. */
    static final String BATCH = "push__batch";

    private final SparkSession spark;
    private final OfflineStore store;

    public PushedRows(SparkSession spark, OfflineStore store) {
        this.spark = spark;
        this.store = store;
    }

    /** Makes the group's table ready for pushed rows. */
    public void ensure(FeatureGroup group) {
        store.ensure(group);
        if (!isIn(table(group))) {
            spark.sql(
                    "ALTER TABLE %s ADD COLUMN %s STRING COMMENT 'The batch in which the row was pushed; null where it was computed'"
                            .formatted(store.tableName(group), BATCH));
        }
    }

    /** Whether rows of a batch are in the group's table. */
    public boolean hold(FeatureGroup group, String batch) {
        return !table(group).where(col(BATCH).equalTo(batch)).isEmpty();
    }

    /** Adds a batch in one commit of the group's table, whose summary names it as {@code tidemark.push-batch}. */
    public WriteResult append(FeatureGroup group, String batch, List<FeatureRow> rows) {
        String table = store.tableName(group);
        Dataset<Row> complete = OfflineStore.withMissingColumns(
                FeatureRows.of(spark, group, rows).withColumn(BATCH, lit(batch)), table(group));
        try {
            complete.writeTo(table)
                    .option("snapshot-property.tidemark.push-batch", batch)
                    .append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException("%s vanished while it was written".formatted(table), e);
        }
        return new WriteResult(
                rows.size(), store.icebergTable(group).currentSnapshot().snapshotId());
    }

    private Dataset<Row> table(FeatureGroup group) {
        return spark.read().table(store.tableName(group));
    }

    /** The rows of a table that a materialization may replace. */
    static Dataset<Row> without(Dataset<Row> table) {
        return isIn(table) ? table.where(col(BATCH).isNull()) : table;
    }

    /** Adds the pushed rows that a table has in the days that are about to be replaced. */
    static Dataset<Row> kept(Dataset<Row> computed, Dataset<Row> table, TimeRange days) {
        return isIn(table)
                ? computed.unionByName(table.where(col(BATCH).isNotNull()).where(OfflineStore.within(days)))
                : computed;
    }

    private static boolean isIn(Dataset<Row> table) {
        return Arrays.asList(table.columns()).contains(BATCH);
    }
}
