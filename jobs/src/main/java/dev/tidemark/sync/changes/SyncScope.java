package dev.tidemark.sync.changes;

import dev.tidemark.syncposition.SyncPosition;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** How much of a feature table a sync has to read. */
public sealed interface SyncScope {
    /** The table holds nothing, or nothing that has not been synced. */
    record Nothing(String reason) implements SyncScope {}

    /**
     * The table holds nothing any more, though rows of it were synced.
     *
     * @param reason says so
     */
    record Emptied(String reason) implements SyncScope {}

    /**
     * What came and went since a snapshot that is synced already.
     *
     * @param syncedSnapshotId the snapshot that is synced
     * @param snapshotId up to which the table is read
     * @param snapshots how many came since
     * @param settled the sequence number up to which it is known that no row came online and went
     */
    record News(long syncedSnapshotId, long snapshotId, int snapshots, long settled) implements SyncScope {
        /** With what is in doubt since an earlier sequence number. */
        public News from(long earlier) {
            return new News(syncedSnapshotId, snapshotId, snapshots, Math.min(settled, earlier));
        }
    }

    /**
     * The whole table.
     *
     * @param snapshotId at which the table is read
     * @param reason why the news alone would not do
     */
    record Everything(long snapshotId, String reason) implements SyncScope {}

    /** Finds what is to be read of a table whose rows were synced up to a position. */
    static SyncScope of(Table table, Optional<SyncPosition> position) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return position.isEmpty()
                    ? new Nothing("the table is empty")
                    : new Emptied("the table was replaced by an empty one");
        }
        if (position.isEmpty()) {
            return new Everything(current.snapshotId(), "first sync to this store");
        }
        SyncPosition found = position.orElseThrow();
        return whyEverything(table, found)
                .<SyncScope>map(reason -> new Everything(current.snapshotId(), reason))
                .orElseGet(() -> sinceOrNothing(table, found));
    }

    /** Why the news alone would not do; empty where they do. */
    private static Optional<String> whyEverything(Table table, SyncPosition position) {
        long current = table.currentSnapshot().snapshotId();
        long synced = position.snapshotId();
        TableHistory history = new TableHistory(table);
        if (table.snapshot(synced) == null) {
            return Optional.of("snapshot %d, the last synced, has expired".formatted(synced));
        }
        if (!SnapshotUtil.isAncestorOf(table, current, synced)) {
            return Optional.of("snapshot %d, the last synced, was rolled back".formatted(synced));
        }
        if (synced != current && !history.isNumbered()) {
            return Optional.of("the table's commits have no numbers; format-version 2 has them");
        }
        if (!history.isKnownSince(lookedInto(table, position))) {
            return Optional.of(
                    "snapshots that came after snapshot %d, the last synced, have expired".formatted(synced));
        }
        return position.pending()
                .filter(begun -> begun != current && !isStillThere(table, begun))
                .map("a sync of snapshot %d was not finished, and rows of it have gone since"::formatted);
    }

    /** The sequence number up to which a sync has seen all snapshots. */
    private static long lookedInto(Table table, SyncPosition position) {
        return Math.max(
                settled(table, position), table.snapshot(position.snapshotId()).sequenceNumber());
    }

    private static SyncScope sinceOrNothing(Table table, SyncPosition position) {
        News news = news(table, position);
        boolean same = news.snapshots() == 0 && position.pending().isEmpty();
        return same && FileChanges.of(table, news).isEmpty() ? new Nothing("no new snapshots") : news;
    }

    /** What came and went since a position whose snapshot the table's current one descends from. */
    static News news(Table table, SyncPosition position) {
        News news = news(table, position.snapshotId());
        return new News(news.syncedSnapshotId(), news.snapshotId(), news.snapshots(), settled(table, position));
    }

    /** Up to where a sync has looked into what came and went. */
    static long settled(Table table, SyncPosition position) {
        Long settled = position.settledSequence();
        return settled == null ? table.snapshot(position.snapshotId()).sequenceNumber() : settled;
    }

    /** What came and went since a snapshot that the table's current one descends from. */
    static News news(Table table, long synced) {
        return new News(
                synced,
                table.currentSnapshot().snapshotId(),
                new TableHistory(table).since(synced).size(),
                table.snapshot(synced).sequenceNumber());
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
