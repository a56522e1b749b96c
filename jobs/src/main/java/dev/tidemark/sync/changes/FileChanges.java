package dev.tidemark.sync.changes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/**
 * The files in which two snapshots of a table differ, and those that were added and removed between them.
 *
 * <p>Files, not snapshots, are compared, so a range that was written again counts once, in its last form. Snapshots
 * that only rewrite files (a compaction) change nothing. A file that was added and removed is in neither snapshot, but
 * a stream, a push or a killed sync may have brought its rows online.
 *
 * @param gone as in the earlier snapshot
 * @param passed files that were added since and are not, or not whole, in the later snapshot, with all rows that were
 *     written to them
 * @param come as in the later snapshot
 */
public record FileChanges(List<FileScanTask> gone, List<FileScanTask> passed, List<FileScanTask> come) {
    public static FileChanges of(Table table, SyncScope.News news) {
        TableHistory history = new TableHistory(table);
        List<Snapshot> since = history.since(news.syncedSnapshotId());
        Snapshot synced = table.snapshot(news.syncedSnapshotId());
        TableFiles files = new TableFiles(table);
        List<FileScanTask> passed = passed(files, history.inDoubt(synced, news.settled()));
        if (since.stream().allMatch(snapshot -> DataOperations.REPLACE.equals(snapshot.operation()))) {
            return new FileChanges(List.of(), passed, List.of());
        }
        if (since.stream().allMatch(TableHistory::keepsRows)) {
            Set<String> added = new AddedFiles(table).in(since);
            return new FileChanges(
                    List.of(),
                    passed,
                    files.current().values().stream()
                            .filter(task -> added.contains(task.file().location()))
                            .toList());
        }
        Map<String, FileScanTask> come = new LinkedHashMap<>(files.current());
        Map<String, FileScanTask> gone = new LinkedHashMap<>(files.of(news.syncedSnapshotId()));
        List<String> same = come.keySet().stream().filter(gone::containsKey).toList();
        same.forEach(come::remove);
        same.forEach(gone::remove);
        return new FileChanges(List.copyOf(gone.values()), passed, List.copyOf(come.values()));
    }

    /** Returns the files of snapshots whose rows are not all in the current one. */
    private static List<FileScanTask> passed(TableFiles files, List<Snapshot> inDoubt) {
        List<FileScanTask> passed = new ArrayList<>();
        for (Snapshot snapshot : inDoubt) {
            for (DataFile file : SnapshotChanges.builderFor(files.table())
                    .snapshot(snapshot)
                    .build()
                    .addedDataFiles()) {
                if (!files.isWhole(file)) {
                    passed.add(files.whole(file));
                }
            }
        }
        return passed;
    }

    /** Returns true if no row was added or removed. */
    public boolean isEmpty() {
        return gone.isEmpty() && passed.isEmpty() && come.isEmpty();
    }
}
