package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.sync.changes.SyncScope;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPosition;
import dev.tidemark.syncposition.SyncPositions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * Brings the online store up to a feature table.
 *
 * <p>The rows that were added after the last synced snapshot are read, reduced to each entity's newest row and written
 * by the executors. Values whose rows were removed since are deleted or replaced by the entity's newest remaining row.
 * The position moves only after all of this. A sync that dies is therefore repeated from the same position, and the
 * store recognises the values that it had written already.
 */
public final class TableSync {
    private final OfflineStore tables;
    private final SyncPositions positions;
    private final OnlineTarget target;
    private final InstantSource clock;
    private final SparkSession spark;
    private final TableRows rows;
    private final NewsSync news;
    private final FullSync full;

    /** Creates a sync of groups whose rows all come through the table. */
    public TableSync(
            SparkSession spark,
            OfflineStore tables,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock) {
        this(spark, tables, positions, target, clock, RowsBesideTable.NONE);
    }

    public TableSync(
            SparkSession spark,
            OfflineStore tables,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock,
            RowsBesideTable beside) {
        this(tables, positions, target, clock, new TableRows(spark, tables, beside), spark, () -> {});
    }

    private TableSync(
            OfflineStore tables,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock,
            TableRows rows,
            SparkSession spark,
            Runnable fence) {
        this.tables = tables;
        this.positions = positions;
        this.target = target;
        this.clock = clock;
        this.rows = rows;
        this.spark = spark;
        this.news = new NewsSync(spark, rows, positions, target, clock, fence);
        this.full = new FullSync(spark, rows, positions, target, clock, fence);
    }

    /**
     * Returns the same for a run with a lease.
     *
     * @param fence throws if the run no longer has the group; called before each mark and position that is written
     */
    public TableSync under(Runnable fence) {
        return new TableSync(tables, positions, target, clock, rows, spark, fence);
    }

    /**
     * Executes a request.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the group has no table yet or is not online, or if
     *     the table's current snapshot does not descend from the one that the request names
     */
    public SyncOutcome run(FeatureGroup group, SyncRequest request) {
        return switch (request) {
            case SyncRequest.News news -> syncNews(group);
            case SyncRequest.Everything all -> syncEverything(group);
            case SyncRequest.Since since -> syncSince(group, since.snapshotId());
        };
    }

    /**
     * Writes the new rows, or everything if the position does not determine them or the store has lost values.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the group has no table yet or is not online
     */
    public SyncOutcome syncNews(FeatureGroup group) {
        requireOnline(group);
        ReadTable read = read(group);
        Optional<SyncPosition> position = positions.find(group.name(), target.name());
        return switch (scope(group, read.table(), position)) {
            case SyncScope.Nothing nothing -> settle(group, read, position, nothing);
            case SyncScope.News came -> write(group, read, came, position);
            case SyncScope.Everything all -> writeAll(group, read, all);
            case SyncScope.Emptied emptied -> full.empty(group, emptied);
        };
    }

    /** Decides how much to read: more than the table's history requires if the store has lost something. */
    private SyncScope scope(FeatureGroup group, Table table, Optional<SyncPosition> position) {
        SyncScope scope = SyncScope.of(table, position);
        Snapshot current = table.currentSnapshot();
        if (current == null || scope instanceof SyncScope.Everything) {
            return scope;
        }
        return position.flatMap(check(group)::reasonForFullSync)
                .<SyncScope>map(reason -> new SyncScope.Everything(current.snapshotId(), reason))
                .orElse(scope);
    }

    private SyncOutcome settle(
            FeatureGroup group, ReadTable read, Optional<SyncPosition> position, SyncScope.Nothing nothing) {
        position.ifPresent(found -> news.settle(group, read, found));
        return SyncOutcome.nothing(nothing.reason());
    }

    /**
     * Returns true if a group has no table and never had one that was synced. A group that only gets pushes has no
     * table before its first ingestion.
     */
    public boolean isBeforeItsTable(FeatureGroup group) {
        return !tables.exists(group)
                && positions.find(group.name(), target.name()).isEmpty();
    }

    private ReadTable read(FeatureGroup group) {
        Instant at = clock.instant();
        return new ReadTable(tables.icebergTable(group), at);
    }

    /** Writes each entity's newest row, whatever was synced before. */
    public SyncOutcome syncEverything(FeatureGroup group) {
        return syncEverything(group, "everything was asked for");
    }

    private SyncOutcome syncEverything(FeatureGroup group, String reason) {
        requireOnline(group);
        ReadTable read = read(group);
        Snapshot current = read.table().currentSnapshot();
        return current == null
                ? full.empty(group, new SyncScope.Emptied("the table is empty"))
                : writeAll(group, read, new SyncScope.Everything(current.snapshotId(), reason));
    }

    /**
     * Writes the rows that were added after a snapshot again, and retracts removed ones. The position moves only if it
     * is not before that snapshot; otherwise the commits between the two would be skipped.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the table's current snapshot does not descend from
     *     this one
     */
    public SyncOutcome syncSince(FeatureGroup group, long snapshotId) {
        requireOnline(group);
        ReadTable read = read(group);
        Table table = read.table();
        Snapshot current = table.currentSnapshot();
        if (current == null
                || table.snapshot(snapshotId) == null
                || !SnapshotUtil.isAncestorOf(table, current.snapshotId(), snapshotId)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Snapshot %d is not in the history of feature group '%s'; its snapshots are %s"
                            .formatted(snapshotId, group.name(), SnapshotUtil.currentAncestorIds(table)));
        }
        Optional<SyncPosition> position = positions
                .find(group.name(), target.name())
                .filter(found -> check(group).reasonForFullSync(found).isEmpty())
                .filter(found -> table.snapshot(found.snapshotId()) != null
                        && SnapshotUtil.isAncestorOf(table, found.snapshotId(), snapshotId));
        SyncScope.News came = SyncScope.news(table, snapshotId);
        SyncScope.News all = position.map(found -> came.from(SyncScope.settled(table, found)))
                .orElse(came);
        return write(group, read, all, position);
    }

    private StoreCheck check(FeatureGroup group) {
        return new StoreCheck(ExecutorStores.of(target), group);
    }

    /** Writes the news, or everything if the store has lost values meanwhile. */
    private SyncOutcome write(
            FeatureGroup group, ReadTable read, SyncScope.News came, Optional<SyncPosition> position) {
        return switch (news.run(group, read, came, position)) {
            case NewsSync.Result.Synced synced -> synced.outcome();
            case NewsSync.Result.LostValues lost -> syncEverything(group, lost.reason());
        };
    }

    private static void requireOnline(FeatureGroup group) {
        if (!group.online()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is not online; declare it with .online() and apply it".formatted(group.name()));
        }
    }

    /** A full sync that continues with an earlier snapshot is followed by a sync of the commits after it. */
    private SyncOutcome writeAll(FeatureGroup group, ReadTable read, SyncScope.Everything all) {
        Table table = read.table();
        SyncOutcome written = full.run(group, table, all);
        Long snapshotId = written.snapshotId();
        if (snapshotId == null || snapshotId == all.snapshotId()) {
            return written;
        }
        Optional<SyncPosition> position = positions.find(group.name(), target.name());
        SyncScope.News came = position.map(reached -> SyncScope.news(table, reached))
                .orElseGet(() -> SyncScope.news(table, snapshotId));
        return written.and(write(group, read, came, position));
    }
}
