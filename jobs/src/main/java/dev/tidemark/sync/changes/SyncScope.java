package dev.tidemark.sync.changes;

import dev.tidemark.syncposition.SyncPosition;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The part of a feature table that a sync has to read. */
public sealed interface SyncScope {
    /** Nothing: the table is empty or has no change since the last sync. */
    record Nothing(String reason) implements SyncScope {}

    /**
     * The table is empty, although rows of it were synced.
     *
     * @param reason the text for reports
     */
    record Emptied(String reason) implements SyncScope {}

    /**
     * The changes since a snapshot that is synced already.
     *
     * @param syncedSnapshotId the snapshot that is synced
     * @param snapshotId up to which the table is read
     * @param snapshots the number of new ones
     * @param settled the sequence number up to which it is known that no row came online and was removed
     */
    record News(long syncedSnapshotId, long snapshotId, int snapshots, long settled) implements SyncScope {
        /** Returns the news with an earlier sequence number, from which on rows are in doubt. */
        public News from(long earlier) {
            return new News(syncedSnapshotId, snapshotId, snapshots, Math.min(settled, earlier));
        }
    }

    /**
     * The whole table.
     *
     * @param snapshotId at which the table is read
     * @param reason why the news alone are not enough
     */
    record Everything(long snapshotId, String reason) implements SyncScope {}

    /** Returns the part of a table to read if its rows were synced up to a position. */
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

    /** Returns why the news alone are not enough; empty if they are. */
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

    /** Returns the sequence number up to which a sync has checked all snapshots. */
    private static long lookedInto(Table table, SyncPosition position) {
        return Math.max(
                settled(table, position), table.snapshot(position.snapshotId()).sequenceNumber());
    }

    private static SyncScope sinceOrNothing(Table table, SyncPosition position) {
        News news = news(table, position);
        boolean same = news.snapshots() == 0 && position.pending().isEmpty();
        return same && FileChanges.of(table, news).isEmpty() ? new Nothing("no new snapshots") : news;
    }

    /** Returns the changes since a position whose snapshot is an ancestor of the table's current one. */
    static News news(Table table, SyncPosition position) {
        News news = news(table, position.snapshotId());
        return new News(news.syncedSnapshotId(), news.snapshotId(), news.snapshots(), settled(table, position));
    }

    /** Returns the sequence number up to which a sync has checked added and removed rows. */
    static long settled(Table table, SyncPosition position) {
        Long settled = position.settledSequence();
        return settled == null ? table.snapshot(position.snapshotId()).sequenceNumber() : settled;
    }

    /** Returns the changes since a snapshot that is an ancestor of the table's current one. */
    static News news(Table table, long synced) {
        return new News(
                synced,
                table.currentSnapshot().snapshotId(),
                new TableHistory(table).since(synced).size(),
                table.snapshot(synced).sequenceNumber());
    }

    /** Returns true if all rows that a sync may have begun to write are in the table now. */
    private static boolean isStillThere(Table table, long begun) {
        if (table.snapshot(begun) == null
                || !SnapshotUtil.isAncestorOf(table, table.currentSnapshot().snapshotId(), begun)) {
            return false;
        }
        return FileChanges.of(table, news(table, begun)).gone().isEmpty();
    }
}
