package dev.tidemark.sync;

import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** How much of a feature table a sync has to read. */
sealed interface Extent {
    /** The table holds nothing, or nothing that has not been synced. */
    record Nothing(String reason) implements Extent {}

    /**
     * What came after a snapshot that is synced already.
     *
     * @param snapshotId up to which the table is read
     * @param syncedSequenceNumber files with a greater one are new
     * @param snapshots how many came since
     */
    record News(long snapshotId, long syncedSequenceNumber, int snapshots) implements Extent {}

    /**
     * The whole table.
     *
     * @param snapshotId at which the table is read
     * @param reason why the news alone would not do
     */
    record Everything(long snapshotId, String reason) implements Extent {}

    /** Finds what is to be read of a table whose rows were synced up to a position. */
    static Extent of(Table table, Optional<Long> position) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return new Nothing("the table is empty");
        }
        if (position.isEmpty()) {
            return new Everything(current.snapshotId(), "first sync to this store");
        }
        long synced = position.orElseThrow();
        if (synced == current.snapshotId()) {
            return new Nothing("no new snapshots");
        }
        Snapshot last = table.snapshot(synced);
        if (last == null) {
            return new Everything(current.snapshotId(), "snapshot %d, the last synced, has expired".formatted(synced));
        }
        if (!SnapshotUtil.isAncestorOf(table, current.snapshotId(), synced)) {
            return new Everything(
                    current.snapshotId(), "snapshot %d, the last synced, was rolled back".formatted(synced));
        }
        int news = 0;
        for (Snapshot ignored : SnapshotUtil.ancestorsBetween(table, current.snapshotId(), synced)) {
            news++;
        }
        return new News(current.snapshotId(), last.sequenceNumber(), news);
    }
}
