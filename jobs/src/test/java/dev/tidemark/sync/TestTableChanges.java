package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.ValueHead;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.changes.FileChanges;
import dev.tidemark.sync.changes.StagedFiles;
import dev.tidemark.sync.changes.SyncScope;
import dev.tidemark.syncposition.SyncPosition;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of a real Iceberg table after each kind of change to it. */
final class TestTableChanges {
    private static final String NAME = "tidemark.features.pairs";

    private final SparkSession spark = SharedSpark.session();
    private final FeatureGroup group = FeatureGroups.written(
                    "pairs",
                    Entity.composite(
                            "pair",
                            "A pair",
                            new JoinKey("user_id", ScalarType.INT64),
                            new JoinKey("since", ScalarType.TIMESTAMP)))
            .feature("amount", ScalarType.FLOAT64, "Amount")
            .feature("names", FeatureType.listOf(ScalarType.STRING), "Names")
            .feature("seen", FeatureType.listOf(ScalarType.TIMESTAMP), "Instants")
            .feature("raw", ScalarType.BYTES, "Bytes")
            .feature("added_later", ScalarType.INT32, "Not in the table yet")
            .build();

    @BeforeEach
    void createTable() {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.features");
        spark.sql("DROP TABLE IF EXISTS " + NAME);
        spark.sql("CREATE TABLE " + NAME + " (user_id BIGINT NOT NULL, since TIMESTAMP NOT NULL,"
                + " event_timestamp TIMESTAMP NOT NULL, created_at TIMESTAMP NOT NULL, amount DOUBLE,"
                + " names ARRAY<STRING>, seen ARRAY<TIMESTAMP>, raw BINARY)"
                + " USING iceberg PARTITIONED BY (days(event_timestamp))");
    }

    @AfterEach
    void dropTable() {
        spark.sql("DROP TABLE IF EXISTS " + NAME);
    }

    @Test
    void rowsKeepEveryTypeAndMicrosecond() {
        spark.sql("INSERT INTO " + NAME + " VALUES (7, timestamp'1969-12-31T23:59:59.999999Z',"
                + " timestamp'2026-01-02T03:04:05.000007Z', timestamp'2026-01-03T00:00:00Z', 0.5D,"
                + " array('a', 'b'), array(timestamp'2026-01-01T00:00:00.000001Z'), X'00FF')");

        FeatureRow row = read(Optional.empty()).getFirst();

        assertThat(row.key()).isEqualTo(new EntityKey(List.of(7L, Instant.parse("1969-12-31T23:59:59.999999Z"))));
        assertThat(row.eventTimestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:05.000007Z"));
        assertThat(row.createdAt()).isEqualTo(Instant.parse("2026-01-03T00:00:00Z"));
        assertThat(row.values().subList(0, 3))
                .containsExactly(0.5, List.of("a", "b"), List.of(Instant.parse("2026-01-01T00:00:00.000001Z")));
        assertThat((byte[]) row.values().get(3)).containsExactly(0, 0xFF);
        assertThat(row.values().get(4)).isNull();
    }

    @Test
    void theNewestRowOfAnEntityIsTakenByEventThenCreatedTime() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        insert(1, "2026-01-03", "2026-01-04", 3);
        insert(1, "2026-01-03", "2026-01-05", 4);
        insert(1, "2026-01-02", "2026-01-09", 2);

        assertThat(amounts(read(Optional.empty()))).containsExactly(4.0);
    }

    @Test
    void afterAnAppendOnlyItsRowsAreRead() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        long synced = snapshot();
        insert(2, "2026-01-01", "2026-01-01", 2);
        insert(3, "2026-01-02", "2026-01-02", 3);

        assertThat(amounts(read(Optional.of(synced)))).containsExactlyInAnyOrder(2.0, 3.0);
    }

    @Test
    void aRangeThatWasWrittenTwiceCountsInItsLastForm() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        long synced = snapshot();
        insert(2, "2026-01-02", "2026-01-02", 2);
        spark.sql("INSERT OVERWRITE " + NAME + " SELECT user_id, since, event_timestamp,"
                + " created_at, amount + 10, names, seen, raw FROM " + NAME + " WHERE user_id = 2");
        spark.sql("DELETE FROM " + NAME + " WHERE user_id = 1");

        assertThat(amounts(read(Optional.of(synced)))).doesNotContain(2.0, 1.0).contains(12.0);
    }

    @Test
    void whatACompactionRewroteIsNotReadAgain() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        insert(2, "2026-01-01", "2026-01-01", 2);
        long synced = snapshot();
        compact();

        assertThat(snapshot()).isNotEqualTo(synced);
        assertThat(read(Optional.of(synced))).isEmpty();
    }

    @Test
    void afterACompactionAndAnAppendOnlyTheAppendedRowsAreRead() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        insert(2, "2026-01-01", "2026-01-01", 2);
        insert(3, "2026-01-02", "2026-01-02", 3);
        long synced = snapshot();
        compact();
        insert(4, "2026-01-02", "2026-01-02", 4);
        assertThat(amounts(read(Optional.of(synced)))).containsExactly(4.0);

        insert(5, "2026-01-05", "2026-01-05", 5);
        compact();

        // A row that shared its day with a new one is read with it.
        assertThat(amounts(read(Optional.of(synced)))).containsExactlyInAnyOrder(3.0, 4.0, 5.0);
    }

    private void compact() {
        spark.sql(
                "CALL tidemark.system.rewrite_data_files(table => 'features.pairs', options => map('rewrite-all', 'true'))");
    }

    @Test
    void ofATableWithoutSequenceNumbersEverythingIsRead() {
        spark.sql("DROP TABLE " + NAME);
        spark.sql("CREATE TABLE " + NAME + " (user_id BIGINT NOT NULL, since TIMESTAMP NOT NULL,"
                + " event_timestamp TIMESTAMP NOT NULL, created_at TIMESTAMP NOT NULL, amount DOUBLE,"
                + " names ARRAY<STRING>, seen ARRAY<TIMESTAMP>, raw BINARY)"
                + " USING iceberg TBLPROPERTIES ('format-version'='1')");
        insert(1, "2026-01-01", "2026-01-01", 1);
        long synced = snapshot();
        insert(2, "2026-01-01", "2026-01-01", 2);

        assertThat(extent(Optional.of(synced)))
                .isEqualTo(new SyncScope.Everything(
                        snapshot(), "the table's commits have no numbers; format-version 2 has them"));
    }

    @Test
    void anExpiredOrRolledBackPositionMeansEverythingAndSaysWhy() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        long first = snapshot();
        insert(2, "2026-01-01", "2026-01-01", 2);
        long rolledBack = snapshot();
        spark.sql("CALL tidemark.system.rollback_to_snapshot('features.pairs', " + first + ")");
        insert(3, "2026-01-01", "2026-01-01", 3);

        assertThat(extent(Optional.of(rolledBack)))
                .isEqualTo(new SyncScope.Everything(
                        snapshot(), "snapshot " + rolledBack + ", the last synced, was rolled back"));
        assertThat(extent(Optional.of(42L)))
                .isEqualTo(new SyncScope.Everything(snapshot(), "snapshot 42, the last synced, has expired"));
        assertThat(extent(Optional.empty()))
                .isEqualTo(new SyncScope.Everything(snapshot(), "first sync to this store"));
        assertThat(extent(Optional.of(snapshot()))).isEqualTo(new SyncScope.Nothing("no new snapshots"));
    }

    @Test
    void aRowLevelDeleteIsAChangeOfItsFileOnly() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        insert(2, "2026-01-02", "2026-01-02", 2);
        long synced = snapshot();
        spark.sql("ALTER TABLE " + NAME + " SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')");
        spark.sql(
                "INSERT INTO " + NAME + " SELECT user_id + 10, since, event_timestamp, created_at, amount + 10, names,"
                        + " seen, raw FROM " + NAME + " WHERE user_id = 2");
        spark.sql("DELETE FROM " + NAME + " WHERE user_id = 12 OR user_id = 1");

        FileChanges changes = FileChanges.of(table(), (SyncScope.News) extent(Optional.of(synced)));

        assertThat(changes.gone()).hasSize(1);
        assertThat(read(Optional.of(synced))).isEmpty();
    }

    @Test
    void anUnfinishedSyncOfRowsThatAreGoneMeansEverything() {
        insert(1, "2026-01-01", "2026-01-01", 1);
        long synced = snapshot();
        insert(2, "2026-01-01", "2026-01-01", 2);
        long begun = snapshot();
        insert(3, "2026-01-01", "2026-01-01", 3);

        assertThat(SyncScope.of(table(), Optional.of(new SyncPosition(synced, begun, null, null))))
                .isEqualTo(new SyncScope.News(
                        synced, snapshot(), 2, table().snapshot(synced).sequenceNumber()));
        spark.sql("DELETE FROM " + NAME + " WHERE user_id = 2");
        assertThat(SyncScope.of(table(), Optional.of(new SyncPosition(synced, begun, null, null))))
                .isEqualTo(new SyncScope.Everything(
                        snapshot(),
                        "a sync of snapshot " + begun + " was not finished, and rows of it have gone since"));
    }

    @Test
    void sparkMakesTheKeysAndHeadsThatTheStoreHas() {
        List<FeatureRow> rows = List.of(
                new FeatureRow(
                        new EntityKey(
                                List.of(true, -7, Long.MIN_VALUE, "a:b%{c}%3A", Instant.ofEpochSecond(-1, 1_000))),
                        Instant.parse("1969-01-01T00:00:00.000001Z"),
                        Instant.parse("2026-01-01T00:00:00.000001Z"),
                        List.of()),
                new FeatureRow(
                        new EntityKey(List.of(false, 7, 0L, "", Instant.EPOCH)),
                        Instant.EPOCH,
                        Instant.ofEpochSecond(1),
                        List.of()));
        FeatureGroup every = FeatureGroups.written(
                        "every",
                        Entity.composite(
                                "every",
                                "Every type",
                                new JoinKey("flag", ScalarType.BOOL),
                                new JoinKey("small", ScalarType.INT32),
                                new JoinKey("large", ScalarType.INT64),
                                new JoinKey("text", ScalarType.STRING),
                                new JoinKey("time", ScalarType.TIMESTAMP)))
                .feature("amount", ScalarType.FLOAT64, "Amount")
                .build();
        for (FeatureRow row : rows) {
            List<Object> key = row.key().values();
            Row given = RowFactory.create(
                    key.get(0),
                    key.get(1),
                    key.get(2),
                    key.get(3),
                    Microseconds.of((Instant) key.get(4)),
                    Microseconds.of(row.eventTimestamp()),
                    Microseconds.of(row.createdAt()));
            Row made = spark.createDataFrame(
                            List.of(given),
                            StructType.fromDDL("flag BOOLEAN, small INT, large BIGINT, text STRING, time BIGINT,"
                                    + " e BIGINT, c BIGINT"))
                    .select(StoredColumns.key(every), StoredColumns.head(functions.col("e"), functions.col("c")))
                    .head();

            assertThat(made.getString(0))
                    .isEqualTo(new String(KeyFormat.key(every, row.key()), StandardCharsets.UTF_8));
            assertThat(made.<byte[]>getAs(1))
                    .isEqualTo(new ValueHead(Microseconds.of(row.eventTimestamp()), Microseconds.of(row.createdAt()))
                            .bytes());
        }
    }

    private void insert(long user, String day, String created, double amount) {
        spark.sql("INSERT INTO " + NAME
                + " VALUES (%d, timestamp'2020-01-01', timestamp'%s', timestamp'%s', %sD, null, null, null)"
                        .formatted(user, day, created, amount));
    }

    private long snapshot() {
        return table().currentSnapshot().snapshotId();
    }

    private SyncScope extent(Optional<Long> position) {
        return SyncScope.of(table(), position.map(synced -> new SyncPosition(synced, null, null, null)));
    }

    private List<FeatureRow> read(Optional<Long> position) {
        RowReader reader = new RowReader(group);
        return switch (extent(position)) {
            case SyncScope.Nothing nothing -> List.of();
            case SyncScope.Emptied emptied -> List.of();
            case SyncScope.Everything all ->
                rows(LatestRows.of(group, spark.table(NAME)).collectAsList(), reader);
            case SyncScope.News news -> {
                FileChanges changes = FileChanges.of(table(), news);
                if (changes.come().isEmpty()) {
                    yield List.of();
                }
                try (StagedFiles files = new StagedFiles(table(), changes.come())) {
                    yield rows(LatestRows.of(group, files.rows(spark)).collectAsList(), reader);
                }
            }
        };
    }

    private static List<FeatureRow> rows(List<Row> rows, RowReader reader) {
        return rows.stream().map(reader::read).toList();
    }

    private static List<Object> amounts(List<FeatureRow> rows) {
        return Arrays.asList(rows.stream().map(row -> row.values().getFirst()).toArray());
    }

    private Table table() {
        try {
            return Spark3Util.loadIcebergTable(spark, NAME);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
