package dev.tidemark.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * Sets where a stream over an Iceberg table begins. Iceberg's option for that is an instant, which misses commits
 * within the same millisecond, or of a machine whose clock is behind. A snapshot misses nothing: its offset is written
 * to the file from which Iceberg reads a stream's initial offset.
 */
final class TableOffset {
    private static final Pattern SNAPSHOT = Pattern.compile("\"snapshot_id\":(-?\\d+)");

    private final SparkSession spark;
    private final Table table;
    private final Path file;

    /** @param checkpoint the folder of Spark's checkpoint; the table is the query's only streaming source */
    TableOffset(SparkSession spark, String table, String checkpoint) {
        this.spark = spark;
        this.table = open(spark, table);
        this.file = new Path(checkpoint, "sources/0/offsets/0");
    }

    /** Returns true if nothing was committed after a snapshot. */
    boolean isNewest(long snapshotId) {
        return table.currentSnapshot() != null && table.currentSnapshot().snapshotId() == snapshotId;
    }

    /** Begins with the first commit after a snapshot. Only for a stream that has had no batch yet. */
    void beginAfter(long snapshotId) {
        Snapshot past = table.snapshot(snapshotId);
        if (past == null) {
            throw new IllegalArgumentException("Cannot find snapshot with ID " + snapshotId);
        }
        if (isNewest(snapshotId)) {
            write(snapshotId, addedFiles(past));
        } else {
            write(SnapshotUtil.snapshotAfter(table, snapshotId).snapshotId(), 0);
        }
    }

    /**
     * Iceberg checks the initial offset long after a stream has moved on; if its snapshot is expired, the oldest
     * remaining snapshot replaces it.
     */
    void outliveItsSnapshot() {
        if (table.currentSnapshot() != null && hasLostItsSnapshot()) {
            write(SnapshotUtil.oldestAncestor(table).snapshotId(), 0);
        }
    }

    private boolean hasLostItsSnapshot() {
        try {
            FileSystem files = files();
            if (!files.exists(file)) {
                return false;
            }
            try (InputStream content = files.open(file)) {
                Matcher found = SNAPSHOT.matcher(new String(content.readAllBytes(), StandardCharsets.UTF_8));
                return found.find() && table.snapshot(Long.parseLong(found.group(1))) == null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the checkpoint " + file, e);
        }
    }

    private long addedFiles(Snapshot snapshot) {
        return StreamSupport.stream(
                        SnapshotChanges.builderFor(table)
                                .snapshot(snapshot)
                                .build()
                                .addedDataFiles()
                                .spliterator(),
                        false)
                .count();
    }

    /** Writes the offset in Iceberg's format. */
    private void write(long snapshotId, long position) {
        String offset = "{\"version\":1,\"snapshot_id\":%d,\"position\":%d,\"scan_all_files\":false}"
                .formatted(snapshotId, position);
        try (OutputStream content = files().create(file, true)) {
            content.write(offset.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the checkpoint " + file, e);
        }
    }

    private FileSystem files() throws IOException {
        return file.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }

    private static Table open(SparkSession spark, String table) {
        try {
            return Spark3Util.loadIcebergTable(spark, table);
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException("Cannot open table " + table, e);
        }
    }
}
