package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a table, after a sync the store holds each entity's newest row of it and nothing else. */
final class TestSyncedTable {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-10T00:00:00Z"));
    private static final int USERS = 8;
    private static final int SEQUENCES = 2;
    private static final int STEPS = 12;

    private enum Step {
        APPEND,
        STREAM,
        OVERWRITE_A_DAY,
        DELETE_COPYING,
        DELETE_MARKING,
        ROLL_BACK,
        COMPACT,
        EXPIRE
    }

    private final SparkSession spark = SharedSpark.session();
    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private final FeatureGroup group = FeatureGroups.written("synced_table")
            .feature("score", ScalarType.INT64, "Score")
            .online()
            .build();
    private final String table = tables.tableName(group);

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private OnlineTarget target;
    private TableSync sync;
    private long writes;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        begin("first");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + table);
        ExecutorStores.close(target);
        database.close();
    }

    /** A new table and an empty store. */
    private void begin(String name) {
        spark.sql("DROP TABLE IF EXISTS " + table);
        tables.ensure(group);
        target = new LocalTarget(folder.resolve(name).toString(), 3);
        LocalTarget.STORES.put(target.name(), new MemoryOnlineStore(CLOCK));
        sync = new TableSync(spark, tables, new SyncPositions(database), target, CLOCK);
    }

    @Test
    void aDeletedRowGivesWayToTheNextOlderOneOrToNothing() {
        insert("(1, 1, 1), (1, 2, 2), (2, 2, 3), (3, 1, 4)");
        sync.syncNews(group);

        spark.sql("DELETE FROM " + table + " WHERE score IN (2, 3)");
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(online()).isEqualTo(Map.of(1L, 1L, 3L, 4L));
    }

    @Test
    void aRolledBackTableIsSyncedInFullAndSaysSo() {
        insert("(1, 1, 1), (2, 1, 2)");
        long kept = snapshots().getLast();
        insert("(1, 2, 3), (3, 2, 4)");
        long lost = snapshots().getLast();
        sync.syncNews(group);

        spark.sql("CALL tidemark.system.rollback_to_snapshot('features.synced_table', " + kept + ")");
        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(outcome.detail()).isEqualTo("snapshot " + lost + ", the last synced, was rolled back");
        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(online()).isEqualTo(Map.of(1L, 1L, 2L, 2L));
    }

    @Test
    void aCompactionIsNoWork() {
        insert("(1, 1, 1)");
        insert("(2, 1, 2)");
        sync.syncNews(group);
        compact();

        assertThat(sync.syncNews(group))
                .isEqualTo(new SyncOutcome(
                        SyncOutcome.Kind.NEWS,
                        0,
                        0,
                        0,
                        0,
                        snapshots().getLast(),
                        "1 new snapshot(s), which only rewrite files"));
    }

    @Test
    void randomChangesAreAllFollowed() {
        Set<Step> seen = EnumSet.noneOf(Step.class);
        for (long seed = 1; seed <= SEQUENCES; seed++) {
            begin("seed-" + seed);
            Random random = new Random(seed);
            List<String> history = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                Step next = step == 0 ? Step.APPEND : Step.values()[random.nextInt(Step.values().length)];
                seen.add(next);
                history.add(next.name());
                make(next, random);
                if (random.nextInt(3) > 0 || step == STEPS - 1) {
                    SyncOutcome outcome = sync.syncNews(group);
                    history.add("sync: " + outcome);
                    assertThat(online()).as("seed %d: %s", seed, history).isEqualTo(newestInTable());
                }
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Step.values());
    }

    private void make(Step step, Random random) {
        switch (step) {
            case APPEND -> insert(rows(random, random.nextInt(5), 1 + random.nextInt(4)));
            case STREAM -> {
                Dataset<Row> batch = spark.sql(values(rows(random, random.nextInt(5), 1 + random.nextInt(4))));
                tables.append(group, "stream", writes, batch, 4);
                try (StreamWrites load = new StreamWrites(spark, group, target)) {
                    load.write(batch);
                }
            }
            case OVERWRITE_A_DAY -> {
                int day = random.nextInt(5);
                spark.sql("CREATE OR REPLACE TEMPORARY VIEW new_rows AS "
                        + values(rows(random, day, random.nextInt(4) + 1)));
                // Some of the day's rows stand in it again, as they do when a range is computed anew.
                spark.sql("INSERT OVERWRITE " + table + " SELECT * FROM (SELECT * FROM " + table
                        + " WHERE event_timestamp >= timestamp'2026-01-0" + (day + 1)
                        + "' AND event_timestamp < timestamp'2026-01-0"
                        + (day + 2) + "' AND score % 2 = " + random.nextInt(2) + ") UNION ALL SELECT * FROM new_rows");
            }
            case DELETE_COPYING, DELETE_MARKING -> {
                spark.sql("ALTER TABLE " + table + " SET TBLPROPERTIES ('write.delete.mode'='"
                        + (step == Step.DELETE_COPYING ? "copy-on-write" : "merge-on-read") + "')");
                spark.sql("DELETE FROM " + table + " WHERE user_id = " + random.nextInt(USERS) + " OR score % 5 = "
                        + random.nextInt(5));
            }
            case ROLL_BACK -> {
                List<Long> snapshots = snapshots();
                tables.icebergTable(group)
                        .manageSnapshots()
                        .setCurrentSnapshot(snapshots.get(random.nextInt(snapshots.size())))
                        .commit();
            }
            case COMPACT -> compact();
            case EXPIRE ->
                tables.icebergTable(group)
                        .expireSnapshots()
                        .expireOlderThan(Long.MAX_VALUE)
                        .retainLast(1 + random.nextInt(3))
                        .commit();
        }
    }

    private void compact() {
        spark.sql("CALL tidemark.system.rewrite_data_files(table => 'features.synced_table',"
                + " options => map('rewrite-all', 'true', 'remove-dangling-deletes', 'true'))");
    }

    /** Rows of one day; no two ever agree in user and both times, in which case newest would mean nothing. */
    private String rows(Random random, int day, int count) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add("(%d, %d, %d)".formatted(random.nextInt(USERS), day, writes++));
        }
        return String.join(", ", rows);
    }

    private void insert(String rows) {
        spark.sql("INSERT INTO " + table + " " + values(rows));
    }

    /** Of (user, day, score): the hour comes from the user, so that event times tie and the created time decides. */
    private static String values(String rows) {
        return "SELECT CAST(user AS BIGINT) user_id, timestamp'2026-01-01T00:00:00Z' + make_dt_interval(day, user)"
                + " event_timestamp, timestamp'2026-01-09T00:00:00Z' + make_dt_interval(0, 0, 0, score) created_at,"
                + " CAST(score AS BIGINT) score FROM VALUES " + rows + " AS given(user, day, score)";
    }

    private List<Long> snapshots() {
        List<Long> ids = new ArrayList<>();
        for (Snapshot snapshot : tables.icebergTable(group).snapshots()) {
            ids.add(snapshot.snapshotId());
        }
        return ids;
    }

    private Map<Long, Long> newestInTable() {
        Map<Long, Row> newest = new TreeMap<>();
        Comparator<Row> order = Comparator.<Row, Timestamp>comparing(row -> row.getTimestamp(1))
                .thenComparing(row -> row.getTimestamp(2));
        for (Row row : tables.read(group).collectAsList()) {
            newest.merge(row.getLong(0), row, (left, right) -> order.compare(left, right) >= 0 ? left : right);
        }
        Map<Long, Long> scores = new TreeMap<>();
        newest.forEach((user, row) -> scores.put(user, row.getLong(3)));
        return scores;
    }

    private Map<Long, Long> online() {
        List<EntityKey> keys = LongStream.range(0, USERS)
                .mapToObj(user -> new EntityKey(List.of(user)))
                .toList();
        Map<Long, Long> scores = new TreeMap<>();
        for (OnlineFeatures features : LocalTarget.STORES.get(target.name()).read(group, keys, List.of("score"))) {
            if (features.eventTimestamp() != null) {
                scores.put((Long) features.key().values().getFirst(), (Long)
                        features.values().getFirst());
            }
        }
        return scores;
    }
}
