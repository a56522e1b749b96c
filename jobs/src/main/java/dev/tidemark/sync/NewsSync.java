package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.StoredForm;
import dev.tidemark.sync.changes.FileChanges;
import dev.tidemark.sync.changes.StagedFiles;
import dev.tidemark.sync.changes.SyncScope;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPosition;
import dev.tidemark.syncposition.SyncPositions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/** Writes the rows that were added to a table since a snapshot to the online store, and retracts removed ones. */
final class NewsSync {
    private final SparkSession spark;
    private final TableRows rows;
    private final SyncPositions positions;
    private final OnlineTarget target;
    private final InstantSource clock;
    private final Runnable fence;

    /** @param fence throws if another run may sync the group by now */
    NewsSync(
            SparkSession spark,
            TableRows rows,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock,
            Runnable fence) {
        this.spark = spark;
        this.rows = rows;
        this.positions = positions;
        this.target = target;
        this.clock = clock;
        this.fence = fence;
    }

    /** The outcome of a sync of news. */
    sealed interface Result {
        /** All changes are in the store. */
        record Synced(SyncOutcome outcome) implements Result {}

        /** The store lost values while it was written, so that a full sync is needed. */
        record LostValues(String reason) implements Result {}
    }

    /** @param position that moves when all changes are written; empty for none */
    Result run(FeatureGroup group, ReadTable read, SyncScope.News news, Optional<SyncPosition> position) {
        StoreCheck check = new StoreCheck(ExecutorStores.of(target), group);
        FileChanges changes = FileChanges.of(read.table(), news);
        fence.run();
        positions.begin(group.name(), target.name(), news.snapshotId());
        try (SyncWrites writes = new SyncWrites(spark, group, target, clock.instant())) {
            write(group, read.table(), news, changes, writes);
            // The store's losses during the write must be noticed before the position moves; after that it would be too
            // late.
            Optional<String> reason = position.flatMap(check::reasonForFullSync);
            if (reason.isPresent()) {
                return new Result.LostValues(reason.orElseThrow());
            }
            if (position.isPresent()) {
                fence.run();
                check.moveTo(news.snapshotId());
                positions.moveTo(group.name(), target.name(), reached(group, read, news), clock.instant());
            }
            return new Result.Synced(writes.outcome(
                    SyncOutcome.Kind.NEWS, news.snapshotId(), detail(news, changes, position.isPresent())));
        }
    }

    private void write(FeatureGroup group, Table table, SyncScope.News news, FileChanges changes, SyncWrites writes) {
        try (StagedFiles come = new StagedFiles(table, changes.come());
                StagedFiles passed = new StagedFiles(table, changes.passed());
                StagedFiles gone = new StagedFiles(table, changes.gone())) {
            if (!changes.come().isEmpty()) {
                writes.write(come.rows(spark));
            }
            if (!changes.gone().isEmpty() || !changes.passed().isEmpty()) {
                Instant synced = Instant.ofEpochMilli(
                        table.snapshot(news.syncedSnapshotId()).timestampMillis());
                writes.retract(gone.rows(spark), passed.rows(spark), come.rows(spark), () -> rows.now(group), synced);
            }
        }
    }

    private static String detail(SyncScope.News news, FileChanges changes, boolean moves) {
        String what = "%d new snapshot(s)".formatted(news.snapshots());
        if (changes.isEmpty()) {
            what += ", which only rewrite files";
        }
        if (!changes.passed().isEmpty()) {
            what += ", %d file(s) came and went".formatted(changes.passed().size());
        }
        return moves ? what : what + "; the position stays";
    }

    private SyncPosition reached(FeatureGroup group, ReadTable read, SyncScope.News news) {
        return new SyncPosition(
                news.snapshotId(), null, StoredForm.of(group), rows.settled(group, read.table(), read.at()));
    }

    /** Records up to where snapshots need not be checked again. */
    void settle(FeatureGroup group, ReadTable read, SyncPosition position) {
        long settled = rows.settled(group, read.table(), read.at());
        if (!Long.valueOf(settled).equals(position.settledSequence())) {
            fence.run();
            positions.settle(group.name(), target.name(), settled);
        }
    }
}
