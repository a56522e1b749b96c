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
 * The snapshots that a table has had, including those that it was rolled back from. Sequence numbers give their order,
 * whatever became of them: each commit takes the next one.
 */
public final class TableHistory {
    /** Properties in the summaries of snapshots whose rows a stream or a push writes to the store without a sync. */
    private static final Set<String> WRITTEN_BESIDE = Set.of("tidemark.stream", "tidemark.push-batch");

    private final Table table;

    public TableHistory(Table table) {
        this.table = table;
    }

    /** Returns true if commits have sequence numbers; those of format version 1 do not. */
    boolean isNumbered() {
        return metadata().formatVersion() > 1;
    }

    long lastSequenceNumber() {
        return metadata().lastSequenceNumber();
    }

    private TableMetadata metadata() {
        return ((HasTableOperations) table).operations().current();
    }

    /** Returns true if all snapshots after a sequence number are still known, including rolled back ones. */
    boolean isKnownSince(long sequence) {
        long known = snapshots()
                .filter(snapshot -> snapshot.sequenceNumber() > sequence)
                .count();
        return known == lastSequenceNumber() - sequence;
    }

    /**
     * Returns the snapshots whose rows may have come online and may be missing in the current snapshot: those since a
     * synced snapshot, and earlier ones that another writer may have written to the store late.
     *
     * @param settled the sequence number up to which snapshots were checked
     */
    List<Snapshot> inDoubt(Snapshot synced, long settled) {
        Set<Long> complete = complete();
        return snapshots()
                .filter(snapshot -> snapshot.sequenceNumber() > settled)
                .filter(snapshot -> snapshot.sequenceNumber() > synced.sequenceNumber() || isWrittenBeside(snapshot))
                // A compaction only writes rows that were in other files.
                .filter(snapshot -> !DataOperations.REPLACE.equals(snapshot.operation()))
                .filter(snapshot -> !complete.contains(snapshot.snapshotId()))
                .toList();
    }

    /** Returns the snapshots whose rows are all in the current one: since then, rows were only added or moved. */
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

    /** Returns the current snapshot and its ancestors down to a synced one, which is excluded; oldest first. */
    List<Snapshot> since(long synced) {
        List<Snapshot> since = new ArrayList<>();
        SnapshotUtil.ancestorsBetween(table, table.currentSnapshot().snapshotId(), synced)
                .forEach(since::add);
        return since.reversed();
    }

    /**
     * Returns the sequence number up to which no other writer adds rows to the online store any more.
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
