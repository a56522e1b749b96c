package dev.tidemark.sync;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.SyncPositions;
import dev.tidemark.time.Microseconds;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.iceberg.Table;
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

    public TableSync(
            SparkSession spark,
            OfflineStore tables,
            SyncPositions positions,
            OnlineTarget target,
            InstantSource clock) {
        this.spark = spark;
        this.tables = tables;
        this.positions = positions;
        this.target = target;
        this.clock = clock;
    }

    /**
     * Writes what is new, or everything where the position does not say what is new.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the group has no table yet or is not online
     */
    public SyncOutcome syncNews(FeatureGroup group) {
        requireOnline(group);
        Table table = tables.icebergTable(group);
        return switch (Extent.of(table, positions.find(group.name(), target.name()))) {
            case Extent.Nothing nothing -> SyncOutcome.nothing(nothing.reason());
            case Extent.News news -> loadNews(group, table, news);
            case Extent.Everything all -> loadEverything(group, all);
        };
    }

    /** Writes each entity's newest row, whatever was synced before. */
    public SyncOutcome syncEverything(FeatureGroup group) {
        requireOnline(group);
        return switch (Extent.of(tables.icebergTable(group), Optional.empty())) {
            case Extent.Nothing nothing -> SyncOutcome.nothing(nothing.reason());
            case Extent.News news -> throw new IllegalStateException("without a position, " + news + " is not news");
            case Extent.Everything all ->
                loadEverything(group, new Extent.Everything(all.snapshotId(), "everything was asked for"));
        };
    }

    private static void requireOnline(FeatureGroup group) {
        if (!group.online()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is not online; declare it with .online() and apply it".formatted(group.name()));
        }
    }

    private SyncOutcome loadNews(FeatureGroup group, Table table, Extent.News news) {
        FileChanges changes = FileChanges.of(table, news);
        positions.begin(group.name(), target.name(), news.snapshotId());
        Load load = new Load(spark, group, target);
        try (StagedFiles come = new StagedFiles(table, changes.come());
                StagedFiles gone = new StagedFiles(table, changes.gone())) {
            if (!changes.come().isEmpty()) {
                load.write(come.rows(spark));
            }
            if (!changes.gone().isEmpty()) {
                load.takeBack(gone.rows(spark), come.rows(spark), tableAt(group, news.snapshotId()));
            }
        }
        moveTo(group, news.snapshotId());
        String detail = "%d new snapshot(s)".formatted(news.snapshots())
                + (changes.isEmpty() ? ", which only rewrite files" : "");
        return load.outcome(SyncOutcome.Kind.NEWS, news.snapshotId(), detail);
    }

    private SyncOutcome loadEverything(FeatureGroup group, Extent.Everything all) {
        positions.begin(group.name(), target.name(), all.snapshotId());
        Dataset<Row> rows = tableAt(group, all.snapshotId());
        Load load = new Load(spark, group, target);
        load.takeBackWhatIsStale(rows, Microseconds.of(clock.instant()));
        load.write(rows);
        moveTo(group, all.snapshotId());
        return load.outcome(SyncOutcome.Kind.FULL, all.snapshotId(), all.reason());
    }

    private Dataset<Row> tableAt(FeatureGroup group, long snapshotId) {
        return spark.read().option("versionAsOf", snapshotId).table(tables.tableName(group));
    }

    private void moveTo(FeatureGroup group, long snapshotId) {
        positions.moveTo(group.name(), target.name(), snapshotId, clock.instant());
    }
}
