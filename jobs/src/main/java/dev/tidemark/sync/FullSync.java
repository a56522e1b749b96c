package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.StoredForm;
import dev.tidemark.sync.changes.SyncScope;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.FullSyncProgress;
import dev.tidemark.syncposition.FullSyncs;
import dev.tidemark.syncposition.SyncPosition;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a whole table to the online store. It records its progress, so that a killed load is continued with the same
 * snapshot, as long as that is still useful.
 */
final class FullSync {
    private final SparkSession spark;
    private final TableRows rows;
    private final SyncPositions positions;
    private final FullSyncs loads;
    private final OnlineTarget target;
    private final InstantSource clock;
    private final Runnable fence;

    /** @param fence throws if another run may sync the group by now */
    FullSync(
            SparkSession spark,
            TableRows rows,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock,
            Runnable fence) {
        this.spark = spark;
        this.rows = rows;
        this.positions = positions;
        this.loads = positions.fullSyncs();
        this.target = target;
        this.clock = clock;
        this.fence = fence;
    }

    /** Writes the table at a snapshot, or at the earlier snapshot with which a killed load had begun. */
    SyncOutcome run(FeatureGroup group, Table table, SyncScope.Everything all) {
        Optional<FullSyncProgress> killed = loads.find(group.name(), target.name());
        Optional<String> obstacle = killed.flatMap(load -> obstacle(group, table, load));
        Optional<FullSyncProgress> left = killed.filter(found -> obstacle.isEmpty());
        FullSyncProgress load = left.orElseGet(() -> begin(group, table, all.snapshotId()));
        // The most important part comes first, because a narrow console cuts the rest off.
        String begins = obstacle.map("begins anew, %s; "::formatted)
                .or(() -> killed.map(FullSync::progress))
                .orElse("");
        long settled = rows.settled(group, table, load.begunAt());
        // The sync that follows a continued load reads the commits after that load's snapshot.
        SyncPosition reached = new SyncPosition(
                load.snapshotId(),
                null,
                load.storedForm(),
                left.map(killedLoad -> Math.min(
                                settled, table.snapshot(killedLoad.snapshotId()).sequenceNumber()))
                        .orElse(settled));
        return write(group, load, reached, begins + all.reason());
    }

    /** Returns why a load cannot be continued; empty if it can. */
    private Optional<String> obstacle(FeatureGroup group, Table table, FullSyncProgress load) {
        if (!StoredForm.of(group).equals(load.storedForm())) {
            return Optional.of("the definition has changed what is stored");
        }
        if (table.snapshot(load.snapshotId()) == null) {
            return Optional.of("its snapshot %d has expired".formatted(load.snapshotId()));
        }
        if (!SnapshotUtil.isAncestorOf(table, table.currentSnapshot().snapshotId(), load.snapshotId())) {
            return Optional.of("its snapshot %d was rolled back".formatted(load.snapshotId()));
        }
        return new StoreCheck(ExecutorStores.of(target), group).isLoading(load.snapshotId())
                ? Optional.empty()
                : Optional.of("the online store has lost values since");
    }

    private static String progress(FullSyncProgress load) {
        return "goes on, %d of %d slices were there; ".formatted(load.finished().size(), load.slices());
    }

    private FullSyncProgress begin(FeatureGroup group, Table table, long snapshotId) {
        FullSyncProgress load = FullSyncProgress.begin(
                snapshotId, StoredForm.of(group), Slices.number(spark, table.snapshot(snapshotId)), clock.instant());
        fence.run();
        positions.begin(group.name(), target.name(), snapshotId);
        new StoreCheck(ExecutorStores.of(target), group).beginLoading(snapshotId);
        // Recorded after the marks: a recorded load without marks would seem to have lost its values.
        loads.begin(group.name(), target.name(), load);
        return load;
    }

    private SyncOutcome write(FeatureGroup group, FullSyncProgress progress, SyncPosition reached, String detail) {
        StoreCheck check = new StoreCheck(ExecutorStores.of(target), group);
        try (SyncWrites writes = new SyncWrites(spark, group, target, clock.instant())) {
            if (!progress.lookedThrough()) {
                writes.retractStale(() -> rows.now(group), Microseconds.of(progress.begunAt()));
                fence.run();
                loads.lookedThrough(group.name(), target.name());
            }
            Slices slices = Slices.leftOf(progress);
            writes.write(rows.at(slices.session(spark), group, progress.snapshotId()), slices, slice -> {
                fence.run();
                loads.finish(group.name(), target.name(), slice);
            });
            fence.run();
            check.finishLoading(progress.snapshotId());
            check.moveTo(progress.snapshotId());
            positions.moveTo(group.name(), target.name(), reached, clock.instant());
            loads.forget(group.name(), target.name());
            return writes.outcome(SyncOutcome.Kind.FULL, progress.snapshotId(), detail);
        }
    }

    /** Removes all values of a group whose table is empty. */
    SyncOutcome empty(FeatureGroup group, SyncScope.Emptied emptied) {
        Instant begun = clock.instant();
        try (SyncWrites writes = new SyncWrites(spark, group, target, clock.instant())) {
            writes.retractStale(() -> rows.now(group), Microseconds.of(begun));
            fence.run();
            new StoreCheck(ExecutorStores.of(target), group).forget();
            positions.forget(group.name(), target.name());
            return writes.outcome(SyncOutcome.Kind.FULL, null, emptied.reason());
        }
    }
}
