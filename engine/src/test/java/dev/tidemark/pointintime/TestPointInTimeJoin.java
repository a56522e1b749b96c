package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
final class TestPointInTimeJoin {
    private static final SparkSession SPARK = SharedSpark.session();

    private final PlanChoice plan;

    TestPointInTimeJoin(PlanChoice plan) {
        this.plan = plan;
    }

    @Test
    void t5FLabelsOfEqualRowsAreKept() {
        FeatureGroup group = group("users", "user_id", "value").build();
        Dataset<Row> spine =
                SPARK.sql("SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS at, explode(array('yes', 'no')) AS label");

        Dataset<Row> joined = join(spine, "at")
                .with(JoinedGroup.of(group, rows("user_id", "value", 1L, 5L)))
                .run();

        assertThat(joined.columns()).containsExactly("user_id", "at", "label", "value");
        assertThat(joined.collectAsList().stream().map(row -> row.getString(2) + row.getLong(3)))
                .containsExactlyInAnyOrder("yes5", "no5");
    }

    @Test
    void t5ITwoEntitiesKeepEveryPair() {
        Dataset<Row> spine =
                SPARK.sql("SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS at, explode(array(1L, 2L)) AS item_id");

        List<Row> joined = join(spine, "at")
                .with(JoinedGroup.of(group("users", "user_id", "age").build(), rows("user_id", "age", 1L, 50L)))
                .with(JoinedGroup.of(group("items", "item_id", "price").build(), rows("item_id", "price", 2L, 9L)))
                .run()
                .select("item_id", "age", "price")
                .collectAsList();

        assertThat(joined).containsExactlyInAnyOrder(RowFactory.create(1L, 50L, null), RowFactory.create(2L, 50L, 9L));
    }

    @Test
    void oneGroupJoinsTwiceUnderTwoAliases() {
        FeatureGroup airport = group("airports", "airport_id", "delay").build();
        Dataset<Row> rows = rows("airport_id", "delay", 1L, 10L).union(rows("airport_id", "delay", 2L, 20L));
        Dataset<Row> spine = SPARK.sql("SELECT 1L AS from_id, 2L AS to_id, TIMESTAMP'2026-03-02' AS at");

        Row joined = join(spine, "at")
                .with(JoinedGroup.of(airport, rows).as("origin", Map.of("airport_id", "from_id")))
                .with(JoinedGroup.of(airport, rows).as("destination", Map.of("airport_id", "to_id")))
                .fullNames()
                .run()
                .select("origin__delay", "destination__delay")
                .first();

        assertThat(joined).isEqualTo(RowFactory.create(10L, 20L));
    }

    @Test
    void featuresOfOneNameAreRefusedUnlessFullNamesAreAskedFor() {
        Dataset<Row> spine = SPARK.sql("SELECT 1L AS user_id, 1L AS item_id, TIMESTAMP'2026-03-02' AS at");
        PointInTimeJoin join = join(spine, "at")
                .with(JoinedGroup.of(group("users", "user_id", "score").build(), rows("user_id", "score", 1L, 5L)))
                .with(JoinedGroup.of(group("items", "item_id", "score").build(), rows("item_id", "score", 1L, 6L)));

        assertThatThrownBy(join::run)
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Cannot join the spine: two columns of the training set would be named 'score'; ask for full names (group__feature)");
        assertThat(join.fullNames().run().columns()).contains("users__score", "items__score");
    }

    @Test
    void aSpineThatDoesNotFitIsAnsweredWithEveryProblem() {
        Dataset<Row> spine = SPARK.sql("SELECT '1' AS usr_id, '2026-03-02' AS at, 1.5D AS item_id");

        assertThatThrownBy(() -> join(spine, "at")
                        .with(JoinedGroup.of(group("users", "user_id", "age").build(), rows("user_id", "age", 1L, 5L)))
                        .with(JoinedGroup.of(
                                group("items", "item_id", "price").build(), rows("item_id", "price", 1L, 5L)))
                        .run())
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Cannot join the spine: column 'at' of the spine is STRING, expected TIMESTAMP; cast it; "
                                + "the spine has no column 'user_id' for join key 'user_id' of feature group 'users'; "
                                + "did you mean usr_id or item_id? (columns: usr_id, at, item_id); "
                                + "column 'item_id' of the spine is DOUBLE, but join key 'item_id' of feature group 'items' is BIGINT; cast it");
    }

    @Test
    void bothEdgesReachTheIcebergScanAndLeaveOutDaysAndFiles() {
        OfflineStore store = new OfflineStore(SPARK, "features");
        FeatureGroup group = group("pruned", "user_id", "value")
                .timeToLive(Duration.ofDays(2))
                .availabilityDelay(Duration.ofHours(1))
                .build();
        store.ensure(group);
        LocalDate first = LocalDate.of(2026, 3, 1);
        store.write(
                group,
                TimeRange.ofDays(first, first.plusDays(29)),
                SPARK.sql(
                        "SELECT id AS user_id, TIMESTAMP'2026-03-01 12:00:00' + make_dt_interval(CAST(id AS INT)) AS event_timestamp,"
                                + " TIMESTAMP'2026-03-01' AS created_at, id AS value FROM range(30)"));
        Dataset<Row> spine = SPARK.sql("SELECT 9L AS user_id, TIMESTAMP'2026-03-11 12:30:00' AS at");
        for (Knowledge knowledge : List.of(
                Knowledge.eventTime(), Knowledge.asKnown(), Knowledge.asOf(Instant.parse("2026-04-01T00:00:00Z")))) {
            PointInTimeJoin join = join(spine, "at")
                    .with(JoinedGroup.of(group, store.read(group)))
                    .knowing(knowledge);

            Dataset<Row> joined = join.run();

            assertThat(joined.first().getLong(2)).isEqualTo(9L);
            ScanBounds bounds = join.bounds().get("pruned");
            assertThat(bounds.earliest()).isEqualTo(Instant.parse("2026-03-09T12:30:00Z"));
            assertThat(bounds.latest()).isEqualTo(Instant.parse("2026-03-11T11:30:00Z"));
            assertThat(filesScanned(bounds.apply(store.read(group))))
                    .as("%s", knowledge)
                    .isEqualTo(1);
            assertThat(filesScanned(store.read(group))).isEqualTo(30);
            assertThat(joined.queryExecution().executedPlan().toString())
                    .contains("event_timestamp <= " + Microseconds.of(bounds.latest()))
                    .contains("event_timestamp >= " + Microseconds.of(bounds.earliest()));
        }
    }

    @Test
    void onlyTheColumnsThatAreAskedForAreRead() {
        OfflineStore store = new OfflineStore(SPARK, "features");
        FeatureGroup group = group("narrow", "user_id", "wanted")
                .feature("unwanted", ScalarType.STRING, "not asked for")
                .build();
        store.ensure(group);
        Dataset<Row> spine = SPARK.sql("SELECT 9L AS user_id, TIMESTAMP'2026-03-11 12:30:00' AS at");

        Dataset<Row> joined = join(spine, "at")
                .with(JoinedGroup.of(group, store.read(group)).select(List.of("wanted")))
                .expecting(Ties.UNEXPECTED)
                .run();

        String executed = joined.queryExecution().executedPlan().toString();
        assertThat(executed).contains("wanted");
        if (plan != PlanChoice.UNION && plan != PlanChoice.REFERENCE) {
            assertThat(executed).as("plain SQL cannot tell that it met a tie").doesNotContain("unwanted");
        }
    }

    @Test
    void aHundredAndTwentyFeaturesOfOneGroupAreJoinedWhole() {
        var builder = group("wide", "user_id", "f_0");
        for (int number = 1; number < 120; number++) {
            builder.feature("f_" + number, ScalarType.INT64, "feature " + number);
        }
        FeatureGroup group = builder.build();
        String columns = String.join(
                ", ",
                java.util.stream.IntStream.range(0, 120)
                        .mapToObj(number -> "CAST(%d AS BIGINT) + id AS f_%d".formatted(number, number))
                        .toList());
        Dataset<Row> rows = SPARK.sql(
                "SELECT id AS user_id, TIMESTAMP'2026-03-01' AS event_timestamp, TIMESTAMP'2026-03-01' AS created_at, "
                        + columns + " FROM range(50)");
        Dataset<Row> spine = SPARK.sql("SELECT id AS user_id, TIMESTAMP'2026-03-02' AS at FROM range(60)");

        List<Row> joined =
                join(spine, "at").with(JoinedGroup.of(group, rows)).run().collectAsList();

        assertThat(joined).hasSize(60).allSatisfy(row -> {
            long user = row.getLong(0);
            for (int number = 0; number < 120; number++) {
                assertThat(row.get(2 + number)).isEqualTo(user < 50 ? (Object) (user + number) : null);
            }
        });
    }

    @Test
    void anEmptySpineGivesAnEmptyTrainingSet() {
        Dataset<Row> spine =
                SPARK.sql("SELECT 9L AS user_id, TIMESTAMP'2026-03-11' AS at").limit(0);

        assertThat(join(spine, "at")
                        .with(JoinedGroup.of(group("users", "user_id", "age").build(), rows("user_id", "age", 1L, 5L)))
                        .run()
                        .count())
                .isZero();
    }

    /** What Iceberg says it planned to read. */
    private static long filesScanned(Dataset<Row> rows) {
        var plan = rows.queryExecution().executedPlan();
        assertThat(plan.executeCollect()).isNotEmpty();
        return plan.collectLeaves().head().metrics().apply("resultDataFiles").value();
    }

    private static dev.tidemark.feature.FeatureGroupBuilder group(String name, String key, String feature) {
        return FeatureGroups.of(name, Entity.of("thing", "A thing", key, ScalarType.INT64))
                .describedAs(name)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature(feature, ScalarType.INT64, feature)
                .sql("SELECT 1");
    }

    private static Dataset<Row> rows(String key, String feature, long id, long value) {
        return SPARK.sql(
                "SELECT %dL AS %s, TIMESTAMP'2026-03-01' AS event_timestamp, TIMESTAMP'2026-03-01' AS created_at, %dL AS %s"
                        .formatted(id, key, value, feature));
    }

    private PointInTimeJoin join(Dataset<Row> spine, String timestamp) {
        return PointInTimeJoin.of(spine, timestamp).planned(plan);
    }
}
