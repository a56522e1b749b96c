package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.sync.changes.TableHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows of a group that may rightly be online: those of its table, and those that are to come into it. */
final class TableRows {
    /**
     * For a writer between its table and the store, and for clocks that differ. What is looked into once too often does
     * no harm.
     */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final SparkSession spark;
    private final OfflineStore tables;
    private final RowsBesideTable beside;

    TableRows(SparkSession spark, OfflineStore tables, RowsBesideTable beside) {
        this.spark = spark;
        this.tables = tables;
        this.beside = beside;
    }

    /** With what a stream has appended since: it writes the table before the store. */
    Dataset<Row> now(FeatureGroup group) {
        // First: a row that is ingested between the two is in the table. The other way around it would be in neither.
        Optional<Dataset<Row>> more = beside.of(group);
        return with(more, spark.table(tables.tableName(group)));
    }

    /**
     * As a snapshot has them, planned with the settings of another session, and those that are to come into the table.
     */
    Dataset<Row> at(SparkSession session, FeatureGroup group, long snapshotId) {
        return with(
                beside.of(group),
                session.read().option("versionAsOf", snapshotId).table(tables.tableName(group)));
    }

    private static Dataset<Row> with(Optional<Dataset<Row>> more, Dataset<Row> rows) {
        return more.map(beside -> rows.unionByName(beside, /* allowMissingColumns= */ true))
                .orElse(rows);
    }

    /**
     * The sequence number of the group's table up to which nobody beside the sync writes rows into the store any more.
     * A stream and an ingestion write the store about when they write the table; a server writes late what it could not
     * write at once.
     *
     * @param readAt a moment before the table was read
     */
    long settled(FeatureGroup group, Table table, Instant readAt) {
        Instant since = beside.undeliveredSince(group)
                .filter(undelivered -> undelivered.isBefore(readAt))
                .orElse(readAt);
        return new TableHistory(table).settled(since.minus(MARGIN));
    }
}
