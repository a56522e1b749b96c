package dev.tidemark.sync.changes;

import java.util.List;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads the rows of chosen files of a table, without deleted rows; the dataset must be read before this is closed. The
 * executors use the staged scan that Iceberg's rewrite actions also use.
 */
public final class StagedFiles implements AutoCloseable {
    private final Table table;
    private final String scan = "sync-" + UUID.randomUUID();
    private final boolean empty;

    public StagedFiles(Table table, List<FileScanTask> files) {
        this.table = table;
        SparkTableCache.get().add(scan, table);
        this.empty = files.isEmpty();
        if (!empty) {
            ScanTaskSetManager.get().stageTasks(table, scan, files);
        }
    }

    public Dataset<Row> rows(SparkSession spark) {
        // Iceberg cannot stage an empty list.
        return empty
                ? spark.createDataFrame(List.of(), SparkSchemaUtil.convert(table.schema()))
                : spark.read().format("iceberg").load(scan);
    }

    @Override
    public void close() {
        if (!empty) {
            ScanTaskSetManager.get().removeTasks(table, scan);
        }
        SparkTableCache.get().remove(scan);
    }
}
