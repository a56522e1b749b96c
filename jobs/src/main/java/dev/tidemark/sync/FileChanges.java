package dev.tidemark.sync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The files in which two snapshots of a table differ: a file with other deletes is another file.
 *
 * <p>Files, not snapshots, are compared: a range that was written again counts once, in its last form. Snapshots that only
 * rewrite files (a compaction) change nothing.
 *
 * @param gone as the earlier snapshot has them
 * @param come as the later snapshot has them
 */
record FileChanges(List<FileScanTask> gone, List<FileScanTask> come) {
    static FileChanges of(Table table, Extent.News news) {
        boolean rewritten = true;
        boolean appended = true;
        for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(table, news.snapshotId(), news.syncedSnapshotId())) {
            rewritten &= DataOperations.REPLACE.equals(snapshot.operation());
            appended &= DataOperations.APPEND.equals(snapshot.operation());
        }
        if (rewritten) {
            return new FileChanges(List.of(), List.of());
        }
        Map<String, FileScanTask> come = files(table, news.snapshotId());
        if (appended) {
            long synced = table.snapshot(news.syncedSnapshotId()).sequenceNumber();
            return new FileChanges(
                    List.of(),
                    come.values().stream()
                            .filter(task -> sequenceNumber(task) > synced)
                            .toList());
        }
        Map<String, FileScanTask> gone = files(table, news.syncedSnapshotId());
        List<String> same = come.keySet().stream().filter(gone::containsKey).toList();
        same.forEach(come::remove);
        same.forEach(gone::remove);
        return new FileChanges(List.copyOf(gone.values()), List.copyOf(come.values()));
    }

    boolean isEmpty() {
        return gone.isEmpty() && come.isEmpty();
    }

    private static long sequenceNumber(FileScanTask task) {
        Long sequenceNumber = task.file().dataSequenceNumber();
        if (sequenceNumber == null) {
            throw new IllegalStateException(task.file().location() + " is committed and has no sequence number");
        }
        return sequenceNumber;
    }

    /** Only the list of files is planned here, in the driver; the executors read them. */
    private static Map<String, FileScanTask> files(Table table, long snapshotId) {
        Map<String, FileScanTask> files = new LinkedHashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            tasks.forEach(task -> files.put(identity(task), task));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
        }
        return files;
    }

    private static String identity(FileScanTask task) {
        List<String> parts = new ArrayList<>();
        parts.add(task.file().location());
        parts.addAll(task.deletes().stream().map(FileChanges::identity).sorted().toList());
        return parts.stream().collect(Collectors.joining("\n"));
    }

    /** Deletion vectors share a file; their place in it tells them apart. */
    private static String identity(DeleteFile deletes) {
        return deletes.location() + "@" + deletes.contentOffset();
    }
}
