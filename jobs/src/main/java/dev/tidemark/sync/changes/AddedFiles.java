package dev.tidemark.sync.changes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/** Finds the files with the rows of appends, including those to which a compaction has moved the rows. */
final class AddedFiles {
    private final Table table;

    AddedFiles(Table table) {
        this.table = table;
    }

    /**
     * Returns the locations of all files that have contained rows of these appends.
     *
     * @param snapshots that append or only rewrite files, oldest first
     */
    Set<String> in(List<Snapshot> snapshots) {
        Set<String> added = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            SnapshotChanges changes =
                    SnapshotChanges.builderFor(table).snapshot(snapshot).build();
            List<DataFile> files = list(changes.addedDataFiles());
            if (DataOperations.REPLACE.equals(snapshot.operation())) {
                files = rewritten(list(changes.removedDataFiles()), files, added);
            }
            files.forEach(file -> added.add(file.location()));
        }
        return added;
    }

    /**
     * Returns the files of a compaction that may hold rows of added files: a compaction moves no row to another
     * partition.
     */
    private List<DataFile> rewritten(List<DataFile> removed, List<DataFile> written, Set<String> added) {
        List<DataFile> fresh =
                removed.stream().filter(file -> added.contains(file.location())).toList();
        Set<Integer> specs = Stream.concat(removed.stream(), written.stream())
                .map(DataFile::specId)
                .collect(Collectors.toSet());
        if (fresh.isEmpty() || specs.size() > 1) {
            return fresh.isEmpty() ? List.of() : written;
        }
        Set<String> partitions = fresh.stream().map(this::partition).collect(Collectors.toSet());
        return written.stream()
                .filter(file -> partitions.contains(partition(file)))
                .toList();
    }

    private String partition(DataFile file) {
        return TableFiles.spec(table, file).partitionToPath(file.partition());
    }

    private static List<DataFile> list(Iterable<DataFile> files) {
        return StreamSupport.stream(files.spliterator(), /* parallel= */ false).toList();
    }
}
