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

/** The rows of a group that may be online: those of its table, and those that will be added to it. */
final class TableRows {
    /**
     * Covers the delay of a writer between its table and the store, and clocks that differ. Checking a snapshot once
     * too often does no harm.
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

    /** Returns the current rows, including those that a stream has appended: it writes the table before the store. */
    Dataset<Row> now(FeatureGroup group) {
        // Read first: a row that is ingested in between is then also in the table. In the other order it could be in
        // neither.
        Optional<Dataset<Row>> more = beside.of(group);
        return with(more, spark.table(tables.tableName(group)));
    }

    /**
     * Returns the rows of a snapshot, planned with the settings of another session, and those that will be added to the
     * table.
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
     * Returns the sequence number of the group's table up to which no other writer adds rows to the store any more. A
     * stream and an ingestion write the store at about the same time as the table; a server writes late what it could
     * not write at once.
     *
     * @param readAt an instant before the table was read
     */
    long settled(FeatureGroup group, Table table, Instant readAt) {
        Instant since = beside.undeliveredSince(group)
                .filter(undelivered -> undelivered.isBefore(readAt))
                .orElse(readAt);
        return new TableHistory(table).settled(since.minus(MARGIN));
    }
}
