package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.sync.changes.Extent;
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
 * <p>What came after the last synced snapshot is read, reduced to each entity's newest row and written by the
 * executors; values whose rows are gone since are removed or give way to the entity's newest row that is left. The
 * position moves only when all of it is done. A sync that dies is therefore made again from the same position, and what
 * it had written already is recognised by the store.
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

    /** A sync of groups whose rows all come through the table. */
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
     * The same for a run that may be taken for dead.
     *
     * @param fence throws where the group is no longer this run's; asked before each mark and position that is written
     */
    public TableSync under(Runnable fence) {
        return new TableSync(tables, positions, target, clock, rows, spark, fence);
    }

    /**
     * Writes what is new, or everything where the position does not say what is new or the store does not hold what the
     * position says.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the group has no table yet or is not online
     */
    public SyncOutcome syncNews(FeatureGroup group) {
        requireOnline(group);
        ReadTable read = read(group);
        Optional<SyncPosition> position = positions.find(group.name(), target.name());
        return switch (Extent.of(read.table(), position)) {
            case Extent.Nothing nothing ->
                position.flatMap(trust(group)::doubt)
                        .map(doubt -> syncEverything(group, doubt))
                        .orElseGet(() -> {
                            position.ifPresent(found -> news.settle(group, read, found));
                            return SyncOutcome.nothing(nothing.reason());
                        });
            case Extent.News came ->
                position.flatMap(trust(group)::doubt)
                        .map(doubt -> syncEverything(group, doubt))
                        .orElseGet(() -> news.run(group, read, came, position, doubt -> syncEverything(group, doubt)));
            case Extent.Everything all -> loadEverything(group, read, all);
            case Extent.Emptied emptied -> full.empty(group, emptied);
        };
    }

    /**
     * Whether a group has no table and never had one that was synced: one that is only pushed to has none before its
     * first ingestion.
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
        return switch (Extent.of(read.table(), Optional.empty())) {
            case Extent.Everything all -> loadEverything(group, read, new Extent.Everything(all.snapshotId(), reason));
            case Extent none -> full.empty(group, new Extent.Emptied("the table is empty"));
        };
    }

    /**
     * Writes again what came after a snapshot, and takes back what went. The position moves only where it does not
     * stand before that snapshot: then something between the two would be left out.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the table's current snapshot does not descend from
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
                .filter(found -> trust(group).doubt(found).isEmpty())
                .filter(found -> table.snapshot(found.snapshotId()) != null
                        && SnapshotUtil.isAncestorOf(table, found.snapshotId(), snapshotId));
        Extent.News came = Extent.news(table, snapshotId);
        Extent.News all =
                position.map(found -> came.from(Extent.settled(table, found))).orElse(came);
        return news.run(group, read, all, position, doubt -> syncEverything(group, doubt));
    }

    private Trust trust(FeatureGroup group) {
        return new Trust(ExecutorStores.of(target), group);
    }

    private static void requireOnline(FeatureGroup group) {
        if (!group.online()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is not online; declare it with .online() and apply it".formatted(group.name()));
        }
    }

    /** A load that goes on with an earlier snapshot is followed by what came after that. */
    private SyncOutcome loadEverything(FeatureGroup group, ReadTable read, Extent.Everything all) {
        Table table = read.table();
        SyncOutcome loaded = full.run(group, table, all);
        Long snapshotId = loaded.snapshotId();
        if (snapshotId == null || snapshotId == all.snapshotId()) {
            return loaded;
        }
        Optional<SyncPosition> position = positions.find(group.name(), target.name());
        Extent.News came =
                position.map(reached -> Extent.news(table, reached)).orElseGet(() -> Extent.news(table, snapshotId));
        return loaded.and(news.run(group, read, came, position, doubt -> syncEverything(group, doubt)));
    }
}
