package dev.tidemark.sync.changes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The snapshots that a table has had, also those that it has left again. Sequence numbers tell which came after another
 * one, whatever became of them: each commit takes the next one.
 */
public final class TableHistory {
    /** Names in the summaries of snapshots whose rows a stream or a push brings online by itself. */
    private static final Set<String> WRITTEN_BESIDE = Set.of("tidemark.stream", "tidemark.push-batch");

    private final Table table;

    public TableHistory(Table table) {
        this.table = table;
    }

    /** Whether commits have sequence numbers: those of format version 1 do not. */
    boolean isNumbered() {
        return metadata().formatVersion() > 1;
    }

    long lastSequenceNumber() {
        return metadata().lastSequenceNumber();
    }

    private TableMetadata metadata() {
        return ((HasTableOperations) table).operations().current();
    }

    /** Whether all snapshots after a sequence number are still known, the rolled back ones among them. */
    boolean isKnownSince(long sequence) {
        long known = snapshots()
                .filter(snapshot -> snapshot.sequenceNumber() > sequence)
                .count();
        return known == lastSequenceNumber() - sequence;
    }

    /**
     * The snapshots whose rows may have come online and that the current snapshot may have lost again: those since a
     * snapshot that is synced, and those before it that a writer beside the sync may have written late.
     *
     * @param settled the sequence number up to which that was looked into
     */
    List<Snapshot> inDoubt(Snapshot synced, long settled) {
        Set<Long> complete = complete();
        return snapshots()
                .filter(snapshot -> snapshot.sequenceNumber() > settled)
                .filter(snapshot -> snapshot.sequenceNumber() > synced.sequenceNumber() || isWrittenBeside(snapshot))
                // What a compaction writes has been in other files.
                .filter(snapshot -> !DataOperations.REPLACE.equals(snapshot.operation()))
                .filter(snapshot -> !complete.contains(snapshot.snapshotId()))
                .toList();
    }

    /** Snapshots whose rows are all in the current one: since them, rows were added or moved only. */
    private Set<Long> complete() {
        Set<Long> complete = new HashSet<>();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            complete.add(snapshot.snapshotId());
            if (!keepsRows(snapshot)) {
                break;
            }
        }
        return complete;
    }

    static boolean keepsRows(Snapshot snapshot) {
        return DataOperations.APPEND.equals(snapshot.operation())
                || DataOperations.REPLACE.equals(snapshot.operation());
    }

    /** The current snapshot and those before it down to one that is synced, which is not among them; oldest first. */
    List<Snapshot> since(long synced) {
        List<Snapshot> since = new ArrayList<>();
        SnapshotUtil.ancestorsBetween(table, table.currentSnapshot().snapshotId(), synced)
                .forEach(since::add);
        return since.reversed();
    }

    /**
     * The sequence number up to which nobody beside the sync writes rows into the online store any more.
     *
     * @param instant since which a writer that has committed rows may be about to write them online
     */
    public long settled(Instant instant) {
        return snapshots()
                .filter(TableHistory::isWrittenBeside)
                .filter(snapshot -> snapshot.timestampMillis() >= instant.toEpochMilli())
                .map(snapshot -> snapshot.sequenceNumber() - 1)
                .min(Comparator.naturalOrder())
                .orElseGet(this::lastSequenceNumber);
    }

    private static boolean isWrittenBeside(Snapshot snapshot) {
        return WRITTEN_BESIDE.stream().anyMatch(snapshot.summary()::containsKey);
    }

    private Stream<Snapshot> snapshots() {
        return StreamSupport.stream(table.snapshots().spliterator(), /* parallel= */ false);
    }
}
