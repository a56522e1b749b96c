package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.WriteResult;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTableSync {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T00:00:00Z"));

    /** A store of this JVM's, which is driver and executor in one. */
    private final SparkSession spark = SharedSpark.session();

    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private final FeatureGroup group = definition().online().build();

    @TempDir
    Path folder;

    private LocalSync local;
    private OnlineTarget target;
    private TableSync sync;

    @BeforeEach
    void open() {
        local = LocalSync.open(folder, group, tables, CLOCK);
        target = local.target();
        sync = local.sync();
    }

    @AfterEach
    void close() {
        local.close();
    }

    @Test
    void theFirstSyncLoadsEverythingAndTheNextOnlyWhatIsNew() {
        long first = write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0), row(2, "2026-01-01T11:00:00Z", 2.0));

        assertThat(sync.syncNews(group))
                .isEqualTo(new SyncOutcome(SyncOutcome.Kind.FULL, 2, 0, 0, 0, first, "first sync to this store"));
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));

        long second = write("2026-01-02", row(1, "2026-01-02T10:00:00Z", 1.5));

        assertThat(sync.syncNews(group))
                .isEqualTo(new SyncOutcome(SyncOutcome.Kind.NEWS, 1, 0, 0, 0, second, "1 new snapshot(s)"));
        assertThat(values(1, 2, 3)).containsExactly(1.5, 2.0, null);
    }

    @Test
    void aDayThatIsWrittenAgainBringsItsCorrectionsAndHarmsNothingNewer() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0), row(2, "2026-01-01T11:00:00Z", 2.0));
        write("2026-01-02", row(1, "2026-01-02T10:00:00Z", 1.5));
        sync.syncNews(group);

        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 7.0), row(2, "2026-01-01T11:00:00Z", 9.0));
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(outcome.written()).isEqualTo(1);
        assertThat(outcome.skipped()).isEqualTo(1);
        assertThat(values(1, 2)).containsExactly(1.5, 9.0);
    }

    @Test
    void aSyncThatFailsIsMadeAgainFromTheSamePosition() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        SyncStore healthy = LocalTarget.STORES.put(target.name(), new BrokenStore());

        assertThatThrownBy(() -> sync.syncNews(group)).hasRootCauseMessage("the store is away");
        ExecutorStores.close(target);
        LocalTarget.STORES.put(target.name(), healthy);

        assertThat(sync.syncNews(group).kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(values(1)).containsExactly(1.0);
    }

    @Test
    void zeroIsGreaterThanNegativeZeroWhicheverRowComesFirst() throws Exception {
        for (String score : List.of("0.0", "-0.0")) {
            double other = -Double.parseDouble(score);
            rows(row(1, "2026-01-01T10:00:00Z", Double.parseDouble(score)), row(2, "2026-01-01T10:00:00Z", other))
                    .writeTo(tables.tableName(group))
                    .append();
        }

        sync.syncNews(group);

        assertThat(values(1, 2)).containsExactly(0.0, 0.0);
    }

    @Test
    void entitiesWhoseNewestRowIsTooOldAreCountedAsExpired() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0), row(2, "2026-01-01T11:00:00Z", 2.0));
        write("2026-01-04", row(2, "2026-01-04T11:00:00Z", 2.5), row(3, "2026-01-04T12:00:00Z", 3.0));
        FeatureGroup aging =
                definition().online().timeToLive(Duration.ofDays(2)).build();

        SyncOutcome outcome = sync.syncNews(aging);

        assertThat(outcome.written()).isEqualTo(2);
        assertThat(outcome.skipped()).isZero();
        assertThat(outcome.expired()).isEqualTo(1);
    }

    @Test
    void aFullSyncLooksAtEveryEntityAgain() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0), row(2, "2026-01-01T11:00:00Z", 2.0));
        sync.syncNews(group);

        SyncOutcome outcome = sync.syncEverything(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(outcome.skipped()).isEqualTo(2);
        assertThat(outcome.detail()).isEqualTo("everything was asked for");
    }

    @Test
    void aStreamedRowThatIsDeletedBeforeTheNextSyncIsRetracted() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0), row(3, "2026-01-01T11:00:00Z", 9.0));
        sync.syncNews(group);
        stream(1, row(1, "2026-01-02T10:00:00Z", 2.0), row(2, "2026-01-02T10:00:00Z", 3.0));
        assertThat(values(1, 2, 3)).containsExactly(2.0, 3.0, 9.0);

        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE score IN (2, 3)");
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(outcome.detail()).isEqualTo("2 new snapshot(s), 1 file(s) came and went");
        assertThat(values(1, 2, 3)).containsExactly(1.0, null, 9.0);
        assertThat(sync.syncNews(group).retracted()).isZero();
    }

    @Test
    void everyStreamedRowThatIsGoneIsRetractedAlsoWhereANewerOneWentBeforeItCameOnline() {
        write("2026-01-01", row(3, "2026-01-01T11:00:00Z", 9.0));
        sync.syncNews(group);
        stream(1, row(1, "2026-01-02T10:00:00Z", 2.0));
        tables.append(group, "stream", 2, rows(row(1, "2026-01-02T11:00:00Z", 3.0)), 1);

        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 1");
        sync.syncNews(group);

        assertThat(values(1, 3)).containsExactly(null, 9.0);
    }

    @Test
    void aStreamedRowThatIsDeletedBesideItsFileIsRetracted() {
        write("2026-01-01", row(3, "2026-01-01T11:00:00Z", 9.0));
        sync.syncNews(group);
        stream(1, row(1, "2026-01-02T10:00:00Z", 2.0), row(2, "2026-01-02T10:00:00Z", 3.0));
        spark.sql(
                "ALTER TABLE " + tables.tableName(group) + " SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')");

        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 1");
        sync.syncNews(group);

        assertThat(values(1, 2, 3)).containsExactly(null, 3.0, 9.0);
    }

    @Test
    void whatAStreamWroteGivesWayToTheDayThatIsMaterializedAnew() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        stream(
                1,
                row(1, "2026-01-02T10:00:00Z", 50.0)
                        .replace("timestamp'2026-01-02T10:00:00Z' AS created", "timestamp'2026-01-04' AS created"));
        assertThat(values(1)).containsExactly(50.0);

        write("2026-01-02", row(1, "2026-01-02T10:00:00Z", 20.0));
        sync.syncNews(group);

        assertThat(values(1)).containsExactly(20.0);
    }

    @Test
    void aRollbackToTheSyncedSnapshotTakesBackWhatAStreamWrote() {
        long synced = write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        stream(1, row(1, "2026-01-02T10:00:00Z", 2.0), row(2, "2026-01-02T10:00:00Z", 3.0));
        tables.icebergTable(group).manageSnapshots().rollbackTo(synced).commit();

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(outcome.detail()).isEqualTo("0 new snapshot(s), 1 file(s) came and went");
        assertThat(values(1, 2)).containsExactly(1.0, null);
    }

    @Test
    void rolledBackRowsWhoseSnapshotHasExpiredMeanEverything() {
        long synced = write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        stream(1, row(1, "2026-01-02T10:00:00Z", 2.0));
        tables.icebergTable(group).manageSnapshots().rollbackTo(synced).commit();
        tables.icebergTable(group)
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .commit();

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(outcome.detail())
                .isEqualTo("snapshots that came after snapshot %d, the last synced, have expired".formatted(synced));
        assertThat(values(1)).containsExactly(1.0);
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aRowThatAStreamWritesLateIsLookedForAgain() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        Dataset<Row> batch = rows(row(2, "2026-01-02T10:00:00Z", 3.0));
        tables.append(group, "stream", 1, batch, 1);
        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 2");
        sync.syncNews(group);

        offer(batch);
        assertThat(values(2)).containsExactly(3.0);
        sync.syncNews(group);

        assertThat(values(1, 2)).containsExactly(1.0, null);
    }

    @Test
    void theTimeThatASyncTakesIsNoTimeInWhichAStreamIsDone() {
        AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        Dataset<Row> batch = rows(row(2, "2026-01-02T10:00:00Z", 3.0));
        tables.append(group, "stream", 1, batch, 1);
        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 2");
        // Between the moment at which the table is read and the moment at which the position moves: an hour, and a late
        // write.
        RowsBesideTable meanwhile = new RowsBesideTable() {
            @Override
            public Optional<Dataset<Row>> of(FeatureGroup asked) {
                passed.set(Duration.ofHours(1));
                return Optional.empty();
            }

            @Override
            public Optional<Instant> undeliveredSince(FeatureGroup asked) {
                return Optional.empty();
            }
        };
        InstantSource clock = () -> Instant.now().plus(passed.get());
        TableSync slow = new TableSync(spark, tables, local.positions(), target, clock, meanwhile);

        slow.syncNews(group);
        assertThat(passed).hasValue(Duration.ofHours(1));
        offer(batch);
        passed.set(Duration.ZERO);
        slow.syncNews(group);

        assertThat(values(1, 2)).containsExactly(1.0, null);
    }

    @Test
    void aSyncThatLostItsLeaseMovesNeitherMarksNorPosition() {
        long first = write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        write("2026-01-02", row(1, "2026-01-02T10:00:00Z", 1.5));

        assertThatThrownBy(() -> sync.under(losingAfter(1)).syncNews(group)).hasMessage("lost");
        assertThat(local.store().marks(group.name())).containsExactly(Long.toString(first));
        assertThat(local.positions().find(group.name(), target.name()))
                .hasValueSatisfying(
                        position -> assertThat(position.snapshotId()).isEqualTo(first));
        assertThatThrownBy(() -> sync.under(losingAfter(0)).syncEverything(group))
                .hasMessage("lost");
        assertThat(local.store().marks(group.name())).containsExactly(Long.toString(first));
        assertThatThrownBy(() -> sync.under(losingAfter(2)).syncEverything(group))
                .hasRootCauseMessage("lost");
        assertThat(local.positions().find(group.name(), target.name()))
                .hasValueSatisfying(
                        position -> assertThat(position.snapshotId()).isEqualTo(first));

        assertThat(sync.syncNews(group).kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(values(1)).containsExactly(1.5);
    }

    private static Runnable losingAfter(int checks) {
        AtomicInteger left = new AtomicInteger(checks);
        return () -> {
            if (left.getAndDecrement() <= 0) {
                throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, "lost");
            }
        };
    }

    @Test
    void aBatchThatComesAgainLeavesOutWhatWasDeletedMeanwhile() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        sync.syncNews(group);
        Dataset<Row> batch = rows(row(2, "2026-01-02T10:00:00Z", 3.0), row(3, "2026-01-03T10:00:00Z", 4.0));
        tables.append(group, "stream", 1, batch, 2);
        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE user_id = 2");

        try (StreamWrites load = new StreamWrites(spark, group, target)) {
            assertThat(load.writeWhatIsLeft(batch, tables.read(group)).written())
                    .isEqualTo(1);
        }

        assertThat(values(1, 2, 3)).containsExactly(1.0, null, 4.0);
    }

    @Test
    void aStoreIsLookedThroughOnceAlsoWhereWhatWasFoundIsLost() {
        write("2026-01-01", row(1, "2026-01-01T10:00:00Z", 1.0));
        LocalTarget.STORES
                .get(target.name())
                .write(
                        group,
                        List.of(new FeatureRow(
                                new EntityKey(List.of(7L)), Instant.EPOCH, Instant.EPOCH, List.of(7.0))));
        RowsBesideTable losing = new RowsBesideTable() {
            @Override
            public Optional<Dataset<Row>> of(FeatureGroup asked) {
                // As when an executor is lost, and a stream writes a newer value meanwhile.
                spark.sparkContext().getPersistentRDDs().values().foreach(rdd -> rdd.unpersist(true));
                stream(1, row(7, "2026-01-02T10:00:00Z", 8.0));
                return Optional.empty();
            }

            @Override
            public Optional<Instant> undeliveredSince(FeatureGroup asked) {
                return Optional.empty();
            }
        };
        TableSync unlucky = new TableSync(spark, tables, local.positions(), target, CLOCK, losing);

        assertThatThrownBy(() -> unlucky.syncNews(group)).hasStackTraceContaining("Checkpoint block");

        assertThat(values(7)).containsExactly(8.0);
        sync.syncNews(group);
        assertThat(values(1, 7)).containsExactly(1.0, 8.0);
    }

    @Test
    void aGroupThatIsNotOnlineIsRefused() {
        assertThatThrownBy(() -> sync.syncNews(definition().build()))
                .hasMessage("Feature group 'sync_test' is not online; declare it with .online() and apply it");
    }

    private long write(String day, String... rows) {
        LocalDate date = LocalDate.parse(day);
        return tables.write(group, TimeRange.ofDays(date, date), rows(rows)).snapshotId();
    }

    /** As a stream does: into the table, then online. */
    private void stream(long batch, String... rows) {
        Dataset<Row> streamed = rows(rows);
        tables.append(group, "stream", batch, streamed, rows.length);
        offer(streamed);
    }

    private void offer(Dataset<Row> rows) {
        try (StreamWrites load = new StreamWrites(spark, group, target)) {
            load.write(rows);
        }
    }

    private Dataset<Row> rows(String... rows) {
        return spark.sql(String.join(" UNION ALL ", rows));
    }

    private static String row(long user, String time, double score) {
        return "SELECT %dL AS user_id, timestamp'%s' AS event_timestamp, timestamp'%s' AS created_at, %sD AS score"
                .formatted(user, time, time, score);
    }

    private List<Object> values(long... users) {
        List<EntityKey> keys = java.util.Arrays.stream(users)
                .mapToObj(user -> new EntityKey(List.of(user)))
                .toList();
        return java.util.Arrays.asList(
                LocalTarget.STORES.get(target.name()).read(group, keys, List.of("score")).stream()
                        .map(features -> features.values().getFirst())
                        .toArray());
    }

    private static FeatureGroupBuilder definition() {
        return FeatureGroups.written("sync_test").feature("score", ScalarType.FLOAT64, "Score");
    }

    private static final class BrokenStore implements SyncStore {
        @Override
        public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public long replace(FeatureGroup group, List<Replacement> replacements) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public List<String> parts() {
            return List.of("away");
        }

        @Override
        public Iterator<List<StoredKey>> stored(String featureGroup, String part) {
            return Collections.emptyIterator();
        }

        @Override
        public void remove(List<StoredKey> keys) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public void mark(String featureGroup, String text) {
            // It goes away when rows are written.
        }

        @Override
        public Set<String> marks(String featureGroup) {
            return Set.of("");
        }

        @Override
        public void unmark(String featureGroup) {
            throw new IllegalStateException("the store is away");
        }

        @Override
        public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
            return List.of();
        }

        @Override
        public boolean ping() {
            return false;
        }

        @Override
        public void close() {}
    }
}
