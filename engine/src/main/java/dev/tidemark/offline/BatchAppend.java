package dev.tidemark.offline;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * Appends the batches of a stream to a table, each exactly once: the snapshot says which batch it is, and one that is there is not
 * written again.
 */
final class BatchAppend {
    private static final String STREAM = "tidemark.stream";
    private static final String BATCH = "tidemark.batch";

    /** Up to so many rows go into one file; beyond it, each task writes its own. */
    private static final long ONE_FILE = 50_000;

    private final String table;
    private final String stream;

    /** @param stream the name under which a stream's batches are numbered */
    BatchAppend(String table, String stream) {
        this.table = table;
        this.stream = stream;
    }

    /**
     * Appends a batch, unless it is there already.
     *
     * @param count how many rows there are
     */
    void append(long batch, Dataset<Row> rows, long count) {
        if (isThere(rows, batch)) {
            return;
        }
        Dataset<Row> files = count <= ONE_FILE ? rows.coalesce(1) : rows;
        try {
            files.writeTo(table)
                    .option("snapshot-property." + STREAM, stream)
                    .option("snapshot-property." + BATCH, Long.toString(batch))
                    // A batch is small and of few days: sorting it first would cost more than open files do.
                    .option("distribution-mode", "none")
                    .option("fanout-enabled", "true")
                    .append();
        } catch (NoSuchTableException e) {
            throw new IllegalStateException("%s vanished while a stream wrote it".formatted(table), e);
        }
    }

    private boolean isThere(Dataset<Row> rows, long batch) {
        Table current = table(rows);
        if (current.currentSnapshot() == null) {
            return false;
        }
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(current)) {
            Map<String, String> summary = snapshot.summary();
            if (stream.equals(summary.get(STREAM))) {
                return Long.parseLong(summary.getOrDefault(BATCH, "-1")) >= batch;
            }
        }
        return false;
    }

    private Table table(Dataset<Row> rows) {
        try {
            return Spark3Util.loadIcebergTable(rows.sparkSession(), table);
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException("%s is gone".formatted(table), e);
        }
    }
}
