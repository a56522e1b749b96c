package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.StoredForm;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.FullSyncProgress;
import dev.tidemark.syncposition.FullSyncs;
import dev.tidemark.syncposition.SyncPositions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full load that was not finished goes on where it was, and begins anew where it must. */
final class TestFullSync {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-10T00:00:00Z"));
    private static final int USERS = 200;
    private static final int SLICES = 8;

    private final SparkSession spark = SharedSpark.session();
    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private final FeatureGroup group = definition().build();
    private final String table = tables.tableName(group);

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private FullSyncs loads;
    private OnlineTarget target;
    private SyncStore store;
    private TableSync sync;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        SyncPositions positions = new SyncPositions(database);
        loads = positions.fullSyncs();
        target = new LocalTarget(folder.toString(), 50);
        store = new MemoryOnlineStore(CLOCK);
        LocalTarget.STORES.put(target.name(), store);
        sync = new TableSync(spark, tables, positions, target, CLOCK);
        spark.sql("DROP TABLE IF EXISTS " + table);
        tables.ensure(group);
        spark.sql("INSERT INTO " + table
                + " SELECT concat('u:', id), timestamp'2026-01-01', timestamp'2026-01-01', id FROM range(" + USERS
                + ")");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + table);
        ExecutorStores.close(target);
        database.close();
    }

    @Test
    void itWritesOnlyTheSlicesThatAreLeftAndTheNextOneWritesEverything() {
        interrupt(0, 1, 2, 3, 4);

        SyncOutcome rest = sync.syncEverything(group);
        long online = online();
        SyncOutcome everything = sync.syncEverything(group);

        assertThat(rest.detail()).isEqualTo("goes on, 5 of 8 slices were there; everything was asked for");
        // Nobody had really written the five.
        assertThat(rest.written()).isBetween(1L, USERS - 1L).isEqualTo(online);
        assertThat(everything.detail()).isEqualTo("everything was asked for");
        assertThat(everything.written()).isEqualTo(USERS - online);
        assertThat(online()).isEqualTo(USERS);
    }

    @Test
    void whatTheTableGainedAndLostMeanwhileFollows() {
        interrupt();
        loads.lookedThrough(group.name(), target.name());
        spark.sql("INSERT INTO " + table + " VALUES ('new', timestamp'2026-01-02', timestamp'2026-01-02', 1)");
        spark.sql("DELETE FROM " + table + " WHERE score < 50");

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.detail())
                .isEqualTo("goes on, 0 of 8 slices were there; first sync to this store, then 2 new snapshot(s),"
                        + " 1 file(s) came and went");
        assertThat(outcome.snapshotId()).isEqualTo(snapshot());
        assertThat(outcome.retracted()).isEqualTo(50);
        assertThat(online()).isEqualTo(USERS - 50);
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aKeyThatIsNoTextIsNeverOnlineAndNoneIsTakenForIt() {
        spark.sql("INSERT INTO " + table
                + " SELECT CAST(bytes AS STRING), timestamp'2026-01-02', timestamp'2026-01-02', 1"
                + " FROM VALUES (X'753AFF'), (X'753AFE'), (X'753AEFBFBD') AS odd(bytes)");

        assertThat(sync.syncNews(group).written()).isEqualTo(USERS + 1);
        assertThat(sync.syncEverything(group).retracted()).isZero();
        assertThat(sync.syncEverything(group).written()).isZero();
    }

    @Test
    void anotherFormOfStoredValuesBeginsItAnew() {
        interrupt(0, 1, 2);
        FeatureGroup wider =
                definition().feature("size", ScalarType.INT64, "Size").build();

        assertThat(sync.syncEverything(wider).detail())
                .isEqualTo("begins anew, the definition has changed what is stored; everything was asked for");
        assertThat(online()).isEqualTo(USERS);
    }

    @Test
    void aSnapshotThatExpiredBeginsItAnew() {
        interrupt(0, 1, 2);
        long expired = snapshot();
        spark.sql("INSERT INTO " + table + " VALUES ('new', timestamp'2026-01-02', timestamp'2026-01-02', 1)");
        tables.icebergTable(group).expireSnapshots().expireSnapshotId(expired).commit();

        assertThat(sync.syncEverything(group).detail())
                .isEqualTo("begins anew, its snapshot %d has expired; everything was asked for".formatted(expired));
        assertThat(online()).isEqualTo(USERS);
    }

    @Test
    void aSnapshotThatWasRolledBackBeginsItAnew() {
        long before = snapshot();
        spark.sql("INSERT INTO " + table + " VALUES ('new', timestamp'2026-01-02', timestamp'2026-01-02', 1)");
        interrupt(0, 1, 2);
        long gone = snapshot();
        tables.icebergTable(group).manageSnapshots().rollbackTo(before).commit();

        assertThat(sync.syncEverything(group).detail())
                .isEqualTo("begins anew, its snapshot %d was rolled back; everything was asked for".formatted(gone));
        assertThat(online()).isEqualTo(USERS);
    }

    @Test
    void aStoreThatLostValuesMeanwhileBeginsItAnew() {
        interrupt(0, 1, 2);
        store.unmark(group.name());

        assertThat(sync.syncEverything(group).detail())
                .isEqualTo("begins anew, the online store has lost values since; everything was asked for");
        assertThat(online()).isEqualTo(USERS);
    }

    /** As a load leaves it that is killed when some slices are done, but for the values. */
    private void interrupt(int... finished) {
        store.mark(group.name(), "loading " + snapshot());
        loads.begin(
                group.name(),
                target.name(),
                FullSyncProgress.begin(snapshot(), StoredForm.of(group), SLICES, CLOCK.instant()));
        for (int slice : finished) {
            loads.finish(group.name(), target.name(), slice);
        }
    }

    private long snapshot() {
        return tables.icebergTable(group).currentSnapshot().snapshotId();
    }

    /** How many of the users have a value. */
    private long online() {
        List<EntityKey> users = LongStream.range(0, USERS)
                .mapToObj(user -> new EntityKey(List.of("u:" + user)))
                .toList();
        return store.read(group, users, List.of("score")).stream()
                .filter(features -> features.eventTimestamp() != null)
                .count();
    }

    private static FeatureGroupBuilder definition() {
        return FeatureGroups.written("sliced", ScalarType.STRING)
                .feature("score", ScalarType.INT64, "Score")
                .online();
    }
}
