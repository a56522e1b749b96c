package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of a real Iceberg table after each kind of change to it. */
final class TestNewFiles {
    private static final String NAME = "tidemark.features.pairs";

    private final SparkSession spark = SharedSpark.session();
    private final FeatureGroup group = FeatureGroup.named("pairs")
            .describedAs("A pair")
            .ownedBy("tests")
            .entity(Entity.composite(
                    "pair",
                    "A pair",
                    new JoinKey("user_id", ScalarType.INT64),
                    new JoinKey("since", ScalarType.TIMESTAMP)))
            .source(DataSource.table("raw.events").timestamp("event_timestamp"))
            .sql("SELECT 1")
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
        spark.sql(
                "CALL tidemark.system.rewrite_data_files(table => 'features.pairs', options => map('rewrite-all', 'true'))");

        assertThat(snapshot()).isNotEqualTo(synced);
        assertThat(read(Optional.of(synced))).isEmpty();
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
                .isEqualTo(new Extent.Everything(
                        snapshot(), "snapshot " + rolledBack + ", the last synced, was rolled back"));
        assertThat(extent(Optional.of(42L)))
                .isEqualTo(new Extent.Everything(snapshot(), "snapshot 42, the last synced, has expired"));
        assertThat(extent(Optional.empty())).isEqualTo(new Extent.Everything(snapshot(), "first sync to this store"));
        assertThat(extent(Optional.of(snapshot()))).isEqualTo(new Extent.Nothing("no new snapshots"));
    }

    private void insert(long user, String day, String created, double amount) {
        spark.sql("INSERT INTO " + NAME
                + " VALUES (%d, timestamp'2020-01-01', timestamp'%s', timestamp'%s', %sD, null, null, null)"
                        .formatted(user, day, created, amount));
    }

    private long snapshot() {
        return table().currentSnapshot().snapshotId();
    }

    private Extent extent(Optional<Long> position) {
        return Extent.of(table(), position);
    }

    private List<FeatureRow> read(Optional<Long> position) {
        RowReader reader = new RowReader(group);
        return switch (extent(position)) {
            case Extent.Nothing nothing -> List.of();
            case Extent.Everything all ->
                rows(LatestRows.of(group, spark.table(NAME)).collectAsList(), reader);
            case Extent.News news -> {
                try (NewFiles files = new NewFiles(table(), news)) {
                    yield files.isEmpty()
                            ? List.of()
                            : rows(LatestRows.of(group, files.rows(spark)).collectAsList(), reader);
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
