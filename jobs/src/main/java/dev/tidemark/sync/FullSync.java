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
 * Writes a whole table into the online store. What it has done is noted as it goes: one that is killed is followed by
 * one that goes on from there, with the same snapshot, as long as that still makes sense.
 */
final class FullSync {
    private final SparkSession spark;
    private final TableRows rows;
    private final SyncPositions positions;
    private final FullSyncs loads;
    private final OnlineTarget target;
    private final InstantSource clock;
    private final Runnable fence;

    /** @param fence throws where another run may sync the group by now */
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

    /** Writes the table as it is at a snapshot, or at an earlier one with which a load that was killed had begun. */
    SyncOutcome run(FeatureGroup group, Table table, SyncScope.Everything all) {
        Optional<FullSyncProgress> killed = loads.find(group.name(), target.name());
        Optional<String> obstacle = killed.flatMap(load -> obstacle(group, table, load));
        Optional<FullSyncProgress> left = killed.filter(found -> obstacle.isEmpty());
        FullSyncProgress load = left.orElseGet(() -> begin(group, table, all.snapshotId()));
        // What is most wanted first: a narrow console cuts the rest off.
        String begins = obstacle.map("begins anew, %s; "::formatted)
                .or(() -> killed.map(FullSync::progress))
                .orElse("");
        long settled = rows.settled(group, table, load.begunAt());
        // What came after the snapshot of one that was killed is looked into by the sync that follows it.
        SyncPosition reached = new SyncPosition(
                load.snapshotId(),
                null,
                load.storedForm(),
                left.map(killedLoad -> Math.min(
                                settled, table.snapshot(killedLoad.snapshotId()).sequenceNumber()))
                        .orElse(settled));
        return write(group, load, reached, begins + all.reason());
    }

    /** Why a load cannot go on; empty where it can. */
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
        // After the marks: a load without them would seem to have lost its values.
        loads.begin(group.name(), target.name(), load);
        return load;
    }

    private SyncOutcome write(FeatureGroup group, FullSyncProgress progress, SyncPosition reached, String detail) {
        StoreCheck check = new StoreCheck(ExecutorStores.of(target), group);
        try (SyncWrites writes = new SyncWrites(spark, group, target)) {
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

    /** Leaves nothing of a group whose table has nothing. */
    SyncOutcome empty(FeatureGroup group, SyncScope.Emptied emptied) {
        Instant begun = clock.instant();
        try (SyncWrites writes = new SyncWrites(spark, group, target)) {
            writes.retractStale(() -> rows.now(group), Microseconds.of(begun));
            fence.run();
            new StoreCheck(ExecutorStores.of(target), group).forget();
            positions.forget(group.name(), target.name());
            return writes.outcome(SyncOutcome.Kind.FULL, null, emptied.reason());
        }
    }
}
