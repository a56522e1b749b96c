package dev.tidemark.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of the data files that came into a table after a snapshot and are still in it.
 *
 * <p>Files, not snapshots, are followed: a range that was written again counts once, in its last form, and what a
 * compaction rewrote keeps its sequence number and is not read again. Only the list of files is planned here; they are
 * read by the executors, through the same staged scan with which Iceberg's own rewrite actions read.
 */
final class NewFiles implements AutoCloseable {
    private final Table table;
    private final String scan = "sync-" + UUID.randomUUID();
    private final List<FileScanTask> tasks;

    NewFiles(Table table, Extent.News news) {
        this.table = table;
        this.tasks = plan(table, news);
    }

    private static List<FileScanTask> plan(Table table, Extent.News news) {
        List<FileScanTask> tasks = new ArrayList<>();
        try (CloseableIterable<FileScanTask> files =
                table.newScan().useSnapshot(news.snapshotId()).planFiles()) {
            for (FileScanTask file : files) {
                long sequenceNumber = Objects.requireNonNull(
                        file.file().dataSequenceNumber(), "a file of a committed snapshot has a sequence number");
                if (sequenceNumber > news.syncedSequenceNumber()) {
                    tasks.add(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
        }
        return tasks;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** The rows, to be read before this is closed. */
    Dataset<Row> rows(SparkSession spark) {
        SparkTableCache.get().add(scan, table);
        ScanTaskSetManager.get().stageTasks(table, scan, tasks);
        return spark.read().format("iceberg").load(scan);
    }

    @Override
    public void close() {
        ScanTaskSetManager.get().removeTasks(table, scan);
        SparkTableCache.get().remove(scan);
    }
}
