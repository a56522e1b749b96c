package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows of a group that may rightly be online: those of its table, and those that are to come into it. */
final class TableRows {
    private final SparkSession spark;
    private final OfflineStore tables;
    private final RowsBesideTable beside;

    TableRows(SparkSession spark, OfflineStore tables, RowsBesideTable beside) {
        this.spark = spark;
        this.tables = tables;
        this.beside = beside;
    }

    /** With what a stream has appended since: it writes the table before the store. */
    Dataset<Row> now(FeatureGroup group, Instant begun) {
        return withThoseBeside(group, spark.table(tables.tableName(group)), begun);
    }

    Dataset<Row> at(FeatureGroup group, long snapshotId, Instant begun) {
        return at(spark, group, snapshotId, begun);
    }

    /** As above, planned with the settings of another session. */
    Dataset<Row> at(SparkSession session, FeatureGroup group, long snapshotId, Instant begun) {
        return withThoseBeside(
                group, session.read().option("versionAsOf", snapshotId).table(tables.tableName(group)), begun);
    }

    private Dataset<Row> withThoseBeside(FeatureGroup group, Dataset<Row> rows, Instant begun) {
        return beside.of(group, begun)
                .map(more -> rows.unionByName(more, /* allowMissingColumns= */ true))
                .orElse(rows);
    }
}
