package dev.tidemark.offline;

import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.schema.FeatureRows;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of feature tables that applications pushed. A column that no definition has holds the batch of each row. It
 * shows whether a batch is in the table, and which rows a materialization keeps. Not thread-safe per group.
 */
public final class PushedRows {
    private final SparkSession spark;
    private final OfflineStore store;

    public PushedRows(SparkSession spark, OfflineStore store) {
        this.spark = spark;
        this.store = store;
    }

    /** Prepares the group's table for pushed rows. */
    public void ensure(FeatureGroup group) {
        store.ensure(group);
        if (!PushColumn.isIn(table(group))) {
            spark.sql(
                    "ALTER TABLE %s ADD COLUMN %s STRING COMMENT 'The batch in which the row was pushed; null where it was computed'"
                            .formatted(store.tableName(group), PushColumn.BATCH));
        }
    }

    /** Returns true if a batch is in the group's table. */
    public boolean hold(FeatureGroup group, String batch) {
        return new MarkedAppend(spark, store.tableName(group), Fence.OPEN).has(mark(batch));
    }

    /**
     * Adds a batch in one commit of the group's table; the snapshot's summary names it as {@code tidemark.push-batch}.
     *
     * @return empty if the table has it already
     */
    public Optional<CommitResult> append(FeatureGroup group, String batch, List<FeatureRow> rows, Fence fence) {
        return new MarkedAppend(spark, store.tableName(group), fence)
                .append(
                        mark(batch),
                        FeatureRows.of(spark, group, rows).withColumn(PushColumn.BATCH, lit(batch)),
                        rows.size());
    }

    private static RowMark mark(String batch) {
        return new RowMark(PushColumn.BATCH, "tidemark.push-batch", batch);
    }

    private Dataset<Row> table(FeatureGroup group) {
        return spark.read().table(store.tableName(group));
    }
}
