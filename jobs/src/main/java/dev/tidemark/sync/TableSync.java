package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.StoredForm;
import dev.tidemark.registry.SyncPosition;
import dev.tidemark.registry.SyncPositions;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    private final SparkSession spark;
    private final OfflineStore tables;
    private final SyncPositions positions;
    private final OnlineTarget target;
    private final InstantSource clock;
    private final TableRows rows;
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
        this.spark = spark;
        this.tables = tables;
        this.positions = positions;
        this.target = target;
        this.clock = clock;
        this.rows = new TableRows(spark, tables, beside);
        this.full = new FullSync(spark, rows, positions, target, clock);
    }

    /**
     * Writes what is new, or everything where the position does not say what is new or the store does not hold what the
     * position says.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the group has no table yet or is not online
     */
    public SyncOutcome syncNews(FeatureGroup group) {
        requireOnline(group);
        Table table = tables.icebergTable(group);
        Optional<SyncPosition> position = positions.find(group.name(), target.name());
        return switch (Extent.of(table, position)) {
            case Extent.Nothing nothing ->
                position.flatMap(trust(group)::doubt)
                        .map(doubt -> syncEverything(group, doubt))
                        .orElseGet(() -> SyncOutcome.nothing(nothing.reason()));
            case Extent.News news ->
                position.flatMap(trust(group)::doubt)
                        .map(doubt -> syncEverything(group, doubt))
                        .orElseGet(() -> loadNews(group, table, news, position));
            case Extent.Everything all -> loadEverything(group, table, all);
            case Extent.Emptied emptied -> full.empty(group, emptied);
        };
    }

    /** Writes each entity's newest row, whatever was synced before. */
    public SyncOutcome syncEverything(FeatureGroup group) {
        return syncEverything(group, "everything was asked for");
    }

    private SyncOutcome syncEverything(FeatureGroup group, String reason) {
        requireOnline(group);
        Table table = tables.icebergTable(group);
        return switch (Extent.of(table, Optional.empty())) {
            case Extent.Everything all -> loadEverything(group, table, new Extent.Everything(all.snapshotId(), reason));
            case Extent none -> full.empty(group, new Extent.Emptied("the table is empty"));
        };
    }

    /**
     * Writes again what came after a snapshot, and takes back what went. The position moves only where it does not stand before
     * that snapshot: then something between the two would be left out.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the table's current snapshot does not descend from this one
     */
    public SyncOutcome syncSince(FeatureGroup group, long snapshotId) {
        requireOnline(group);
        Table table = tables.icebergTable(group);
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
        return loadNews(group, table, Extent.news(table, snapshotId), position);
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

    /** @param position that is to move when all is written; empty for none */
    private SyncOutcome loadNews(FeatureGroup group, Table table, Extent.News news, Optional<SyncPosition> position) {
        FileChanges changes = FileChanges.of(table, news);
        positions.begin(group.name(), target.name(), news.snapshotId());
        try (Load load = new Load(spark, group, target);
                StagedFiles come = new StagedFiles(table, changes.come());
                StagedFiles gone = new StagedFiles(table, changes.gone())) {
            if (!changes.come().isEmpty()) {
                load.write(come.rows(spark));
            }
            if (!changes.gone().isEmpty()) {
                Dataset<Row> left = rows.at(group, news.snapshotId(), clock.instant());
                load.takeBack(gone.rows(spark), come.rows(spark), left);
            }
            // What the store lost while it was written is noticed now; after the position has moved it would be too
            // late.
            Optional<String> doubt = position.flatMap(trust(group)::doubt);
            if (doubt.isPresent()) {
                return syncEverything(group, doubt.orElseThrow());
            }
            position.ifPresent(found -> moveTo(group, news.snapshotId()));
            String detail = "%d new snapshot(s)".formatted(news.snapshots())
                    + (changes.isEmpty() ? ", which only rewrite files" : "")
                    + (position.isEmpty() ? "; the position stays" : "");
            return load.outcome(SyncOutcome.Kind.NEWS, news.snapshotId(), detail);
        }
    }

    /** A load that goes on with an earlier snapshot is followed by what came after that. */
    private SyncOutcome loadEverything(FeatureGroup group, Table table, Extent.Everything all) {
        SyncOutcome loaded = full.run(group, table, all);
        Long snapshotId = loaded.snapshotId();
        return snapshotId == null || snapshotId == all.snapshotId()
                ? loaded
                : loaded.and(loadNews(
                        group, table, Extent.news(table, snapshotId), positions.find(group.name(), target.name())));
    }

    private void moveTo(FeatureGroup group, long snapshotId) {
        trust(group).moveTo(snapshotId);
        positions.moveTo(group.name(), target.name(), snapshotId, StoredForm.of(group), clock.instant());
    }
}
