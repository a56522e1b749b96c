package dev.tidemark.sync;

import dev.tidemark.registry.SyncPosition;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** How much of a feature table a sync has to read. */
sealed interface Extent {
    /** The table holds nothing, or nothing that has not been synced. */
    record Nothing(String reason) implements Extent {}

    /**
     * The table holds nothing any more, though rows of it were synced.
     *
     * @param reason says so
     */
    record Emptied(String reason) implements Extent {}

    /**
     * What came and went since a snapshot that is synced already.
     *
     * @param syncedSnapshotId the snapshot that is synced
     * @param snapshotId up to which the table is read
     * @param snapshots how many came since
     */
    record News(long syncedSnapshotId, long snapshotId, int snapshots) implements Extent {}

    /**
     * The whole table.
     *
     * @param snapshotId at which the table is read
     * @param reason why the news alone would not do
     */
    record Everything(long snapshotId, String reason) implements Extent {}

    /** Finds what is to be read of a table whose rows were synced up to a position. */
    static Extent of(Table table, Optional<SyncPosition> position) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return position.isEmpty()
                    ? new Nothing("the table is empty")
                    : new Emptied("the table was replaced by an empty one");
        }
        if (position.isEmpty()) {
            return new Everything(current.snapshotId(), "first sync to this store");
        }
        long synced = position.orElseThrow().snapshotId();
        Optional<Long> pending = position.orElseThrow().pending().filter(begun -> begun != current.snapshotId());
        if (synced == current.snapshotId() && position.orElseThrow().pending().isEmpty()) {
            return new Nothing("no new snapshots");
        }
        if (table.snapshot(synced) == null) {
            return new Everything(current.snapshotId(), "snapshot %d, the last synced, has expired".formatted(synced));
        }
        if (!SnapshotUtil.isAncestorOf(table, current.snapshotId(), synced)) {
            return new Everything(
                    current.snapshotId(), "snapshot %d, the last synced, was rolled back".formatted(synced));
        }
        if (pending.isPresent() && !isStillThere(table, pending.orElseThrow())) {
            return new Everything(
                    current.snapshotId(),
                    "a sync of snapshot %d was not finished, and rows of it have gone since"
                            .formatted(pending.orElseThrow()));
        }
        return news(table, synced);
    }

    /** What came and went since a snapshot that the table's current one descends from. */
    static News news(Table table, long synced) {
        long current = table.currentSnapshot().snapshotId();
        int news = 0;
        for (Snapshot ignored : SnapshotUtil.ancestorsBetween(table, current, synced)) {
            news++;
        }
        return new News(synced, current, news);
    }

    /** Tells whether all rows that a sync may have begun to write are rows of the table now. */
    private static boolean isStillThere(Table table, long begun) {
        if (table.snapshot(begun) == null
                || !SnapshotUtil.isAncestorOf(table, table.currentSnapshot().snapshotId(), begun)) {
            return false;
        }
        return FileChanges.of(table, news(table, begun)).gone().isEmpty();
    }
}
