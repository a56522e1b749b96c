package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.ingest.Pushes;
import dev.tidemark.ingest.WaitingRows;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are in the online store before their rows are in the table. */
final class TestSyncOfPushedRows {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T00:00:00Z"));

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private final FeatureGroup group =
            Pushes.group("pushed_and_synced", "raw.events").build();
    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private MetadataDatabase database;
    private Pushes pushes;
    private OnlineTarget target;
    private TableSync sync;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        pushes = new Pushes(group, tables, database, CLOCK);
        target = new LocalTarget(folder.toString(), 2);
        LocalTarget.STORES.put(target.name(), new MemoryOnlineStore(CLOCK));
        sync = new TableSync(
                spark, tables, new SyncPositions(database), target, CLOCK, new WaitingRows(spark, pushes.batches()));
        tables.ensure(group);
        spark.sql("INSERT INTO " + tables.tableName(group) + " VALUES"
                + " (1, timestamp'2026-01-01', timestamp'2026-01-01', 1.0, null),"
                + " (2, timestamp'2026-01-01', timestamp'2026-01-01', 2.0, null)");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + tables.tableName(group));
        ExecutorStores.close(target);
        database.close();
    }

    @Test
    void theSyncOfAnIngestedRowFindsItInTheStoreAndChangesNothing() {
        sync.syncNews(group);
        push(
                Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, List.of("a")),
                Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, null));
        assertThat(values(1, 2, 3)).containsExactly(0.5, 2.0, 0.6);

        pushes.ingestion(Pushes.SILENT).run(group);
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(outcome.written()).isZero();
        assertThat(outcome.retracted()).isZero();
        assertThat(values(1, 2, 3)).containsExactly(0.5, 2.0, 0.6);
    }

    @Test
    void aFullSyncLeavesWhatWaitsForTheTableAndTakesBackTheRest() {
        push(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null), Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, null));
        LocalTarget.STORES.get(target.name()).write(group, List.of(Pushes.row(2, "2026-01-04T10:00:00Z", 9.0, null)));

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(outcome.retracted()).isEqualTo(1);
        assertThat(values(1, 2, 3)).containsExactly(0.5, 2.0, 0.6);
        pushes.ingestion(Pushes.SILENT).run(group);
        assertThat(sync.syncEverything(group).retracted()).isZero();
        assertThat(values(1, 2, 3)).containsExactly(0.5, 2.0, 0.6);
    }

    @Test
    void whatTheStoreLostIsWrittenAgainAlsoWhereItIsNotInTheTableYet() {
        sync.syncNews(group);
        push(Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, List.of("x")));
        LocalTarget.STORES.get(target.name()).close();

        assertThat(sync.syncNews(group).detail()).isEqualTo("the online store has lost values");
        assertThat(values(1, 2, 3)).containsExactly(1.0, 2.0, 0.6);
    }

    @Test
    void aPushedRowThatIsIngestedAndDeletedIsRetracted() {
        sync.syncNews(group);
        push(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null), Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, null));
        pushes.ingestion(Pushes.SILENT).run(group);

        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE score < 1");
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(values(1, 2, 3)).containsExactly(1.0, 2.0, null);
    }

    @Test
    void aFullSyncDoesNotBringBackAPushedRowThatWasIngestedAndDeleted() {
        push(Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, null));
        pushes.ingestion(Pushes.SILENT).run(group);
        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 3");

        assertThat(sync.syncEverything(group).retracted()).isEqualTo(1);

        assertThat(values(1, 2, 3)).containsExactly(1.0, 2.0, null);
    }

    @Test
    void aPushedRowThatAServerWritesLateIsRetractedWhereItIsDeletedByThen() {
        sync.syncNews(group);
        FeatureRow row = Pushes.row(3, "2026-01-03T10:00:00Z", 0.6, null);
        pushes.acceptUndelivered(row);
        pushes.ingestion(Pushes.SILENT).run(group);
        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 3");
        // A clock that is ahead: all that is in the table has been there for long.
        TableSync later = new TableSync(
                spark,
                tables,
                new SyncPositions(database),
                target,
                () -> Instant.parse("2100-01-01T00:00:00Z"),
                new WaitingRows(spark, pushes.batches()));
        later.syncNews(group);

        LocalTarget.STORES.get(target.name()).write(group, List.of(row));
        later.syncNews(group);

        assertThat(values(1, 2, 3)).containsExactly(1.0, 2.0, null);
    }

    private void push(FeatureRow... rows) {
        pushes.accept(rows);
        LocalTarget.STORES.get(target.name()).write(group, List.of(rows));
    }

    private List<Object> values(long... users) {
        List<EntityKey> keys = Arrays.stream(users)
                .mapToObj(user -> EntityKey.of(group.entity(), user))
                .toList();
        return Arrays.asList(LocalTarget.STORES.get(target.name()).read(group, keys, List.of("score")).stream()
                .map(found -> found.values().getFirst())
                .toArray());
    }
}
