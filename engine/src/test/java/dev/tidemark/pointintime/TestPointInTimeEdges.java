package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user's data can do to the join that no table of the rule book tells. */
@ParameterizedClass
@EnumSource
final class TestPointInTimeEdges {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final String ROW =
            "1L AS user_id, TIMESTAMP'2026-03-01' AS event_timestamp, TIMESTAMP'2026-03-01' AS created_at, 50L AS age";

    private final PlanChoice plan;

    TestPointInTimeEdges(PlanChoice plan) {
        this.plan = plan;
    }

    @Test
    void theEndsOfTimeNeitherOverflowNorMatchByAccident() {
        Dataset<Row> rows = SPARK.sql("""
                SELECT user_id, timestamp_micros(micros) AS event_timestamp, timestamp_micros(micros) AS created_at, age
                FROM VALUES (1L, -9223372036854775808L, 10L), (2L, 9223372036854775807L, 20L), (3L, -1L, 30L)
                AS rows(user_id, micros, age)
                """);
        Dataset<Row> spine = SPARK.sql("""
                SELECT user_id, timestamp_micros(micros) AS at, micros FROM VALUES
                  (1L, 1L), (1L, 9223372036854775807L), (1L, -9223372036854775808L), (2L, 1L),
                  (2L, 9223372036854775807L), (3L, 1L), (3L, 2L)
                AS spine(user_id, micros)
                """);

        assertThat(ages(spine, rows, group()))
                .containsExactlyInAnyOrder(
                        RowFactory.create(1L, 1L, 10L),
                        RowFactory.create(1L, Long.MAX_VALUE, 10L),
                        RowFactory.create(1L, Long.MIN_VALUE, 10L),
                        RowFactory.create(2L, 1L, null),
                        RowFactory.create(2L, Long.MAX_VALUE, 20L),
                        RowFactory.create(3L, 1L, 30L),
                        RowFactory.create(3L, 2L, 30L));
        assertThat(ages(
                        spine,
                        rows,
                        group().timeToLive(Duration.ofNanos(2_000)).availabilityDelay(Duration.ofNanos(1_000))))
                .containsExactlyInAnyOrder(
                        RowFactory.create(1L, 1L, null),
                        RowFactory.create(1L, Long.MAX_VALUE, null),
                        RowFactory.create(1L, Long.MIN_VALUE, null),
                        RowFactory.create(2L, 1L, null),
                        RowFactory.create(2L, Long.MAX_VALUE, null),
                        RowFactory.create(3L, 1L, 30L),
                        RowFactory.create(3L, 2L, null));
    }

    @Test
    void aSpineMayUseAnyColumnNames() {
        Dataset<Row> spine = SPARK.sql("""
                SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS `my time`, 1 AS event, 2 AS created, 3 AS rank, 4 AS instant,
                  5 AS chosen_for, 6 AS value__age, 7 AS users__age, 8 AS key__user_id, 9 AS `a``b.c`, 10 AS spine__user_id
                """);

        Dataset<Row> joined = join(spine, "my time")
                .with(JoinedGroup.of(group().build(), SPARK.sql("SELECT " + ROW)))
                .run();

        assertThat(joined.columns()).startsWith(spine.columns()).endsWith("age");
        assertThat(joined.drop("user_id", "my time").first())
                .isEqualTo(RowFactory.create(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50L));
    }

    @Test
    void namesThatTheJoinNeedsForItselfMayBeTheUsers() {
        Dataset<Row> spine = SPARK.sql("""
                SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS at, 1 AS hot__part, 2 AS spine__row_id, 3 AS tie__users__last, 4 AS tie__users__age,
                  5 AS union__time, 6 AS hot__from, 7 AS hot__newest, 8 AS zero__score, 9 AS zero__users__score
                """);
        FeatureGroup group = group().feature("score", ScalarType.FLOAT64, "A score")
                .feature("matched", ScalarType.INT64, "A feature of the name")
                .build();
        Dataset<Row> rows = SPARK.sql("SELECT " + ROW + ", 0.5D AS score, 7L AS matched");
        SPARK.conf().set(SlotSettings.HOT_FROM_BYTES, "0");

        PointInTimeJoin join = join(spine, "at")
                .with(JoinedGroup.of(group, rows).select(List.of("matched", "score")))
                .fullNames()
                .showMatches();
        Dataset<Row> joined = join.run();

        SPARK.conf().unset(SlotSettings.HOT_FROM_BYTES);
        assertThat(joined.columns())
                .startsWith(spine.columns())
                .endsWith("users__score", join.matchColumns().get("users"));
        assertThat(joined.drop("user_id", "at").first())
                .isEqualTo(RowFactory.create(1, 2, 3, 4, 5, 6, 7, 8, 9, 7L, 0.5, true));
    }

    @Test
    void aColumnOfMatchesMeetsNoneOfTheSpine() {
        Dataset<Row> spine = SPARK.sql("SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS at, 3 AS Users__Matched");
        PointInTimeJoin join = join(spine, "at")
                .with(JoinedGroup.of(group().build(), SPARK.sql("SELECT " + ROW)))
                .showMatches();

        assertThat(join.matchColumns()).isEqualTo(java.util.Map.of("users", "users__matched_2"));
        assertThat(join.run().drop("user_id", "at").collectAsList()).containsExactly(RowFactory.create(3, 50L, true));
        assertThatThrownBy(() -> join(spine.withColumn("users__age", col("at")), "at")
                        .with(JoinedGroup.of(group().build(), SPARK.sql("SELECT " + ROW)))
                        .fullNames()
                        .run())
                .hasMessageContaining(
                        "two columns of the training set would be named 'users__age'; rename the spine's column, or give the group an alias");
    }

    @Test
    void tiesAreSettledByAllFeaturesWhicheverAreAskedFor() {
        FeatureGroup group = group().feature("scores", new ListType(ScalarType.FLOAT64), "Scores")
                .feature("score", ScalarType.FLOAT32, "A score")
                .feature("last", ScalarType.INT64, "The last feature")
                .build();
        String times = "TIMESTAMP'2026-03-01' AS event_timestamp, TIMESTAMP'2026-03-01' AS created_at";
        Dataset<Row> rows = SPARK.sql("SELECT * FROM VALUES"
                        + " (1L, 1L, array(9D), 9F, 9L), (1L, 2L, array(0D), 1F, 1L),"
                        + " (2L, 1L, array(-0D, 7D), 9F, 9L), (2L, 1L, array(0D, 1D), 1F, 1L),"
                        + " (3L, 1L, array(NULL, 1D), -0F, 9L), (3L, 1L, array(NULL, 1D), 0F, 1L)"
                        + " AS rows(user_id, age, scores, score, last)")
                .selectExpr("user_id", times.split(", ")[0], times.split(", ")[1], "age", "scores", "score", "last");
        Dataset<Row> spine = SPARK.sql("SELECT explode(array(1L, 2L, 3L)) AS user_id, TIMESTAMP'2026-03-01' AS at");

        for (List<String> asked :
                List.of(List.of("last"), List.of("last", "score"), List.of("last", "score", "scores", "age"))) {
            assertThat(join(spine, "at")
                            .with(JoinedGroup.of(group, rows.repartition(3)).select(asked))
                            .run()
                            .select("user_id", "last")
                            .collectAsList())
                    .as("asked for %s", asked)
                    .containsExactlyInAnyOrder(
                            RowFactory.create(1L, 1L), RowFactory.create(2L, 1L), RowFactory.create(3L, 1L));
        }
    }

    @Test
    void namesThatDifferByCaseAloneAreOneName() {
        Dataset<Row> spine = SPARK.sql("SELECT 1L AS user_id, TIMESTAMP'2026-03-02' AS at, 1 AS Age");

        assertThatThrownBy(() -> join(spine, "at")
                        .with(JoinedGroup.of(group().build(), SPARK.sql("SELECT " + ROW)))
                        .run())
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("two columns of the training set would be named 'age'");
    }

    @Test
    void aSpineWhoseRowsComeInAnotherOrderEachTimeLosesNone() {
        Dataset<Row> spine = SPARK.range(200)
                .repartition(3, rand())
                .select(
                        rand().as("dice"),
                        col("id").as("label"),
                        col("id").mod(5).as("user_id"),
                        expr("TIMESTAMP'2026-03-02'").as("at"));
        Dataset<Row> joined = join(spine, "at")
                .with(JoinedGroup.of(group().build(), SPARK.sql("SELECT " + ROW)))
                .run();

        List<Row> first = joined.orderBy("label").collectAsList();

        assertThat(first)
                .hasSize(200)
                .allSatisfy(row -> assertThat(row.get(4)).isEqualTo(row.getLong(2) == 1 ? (Object) 50L : null));
        assertThat(joined.orderBy("label").collectAsList()).isEqualTo(first);
    }

    @Test
    void amongRowsThatTieOneIsTakenWholeWhateverItsTypes() {
        FeatureGroup group = group().feature("tags", new ListType(ScalarType.STRING), "Tags")
                .feature("photo", ScalarType.BYTES, "A photo")
                .feature("score", ScalarType.FLOAT64, "A score")
                .build();
        Dataset<Row> rows = SPARK.sql("""
                SELECT 1L AS user_id, TIMESTAMP'2026-03-01' AS event_timestamp, TIMESTAMP'2026-03-01' AS created_at, * FROM VALUES
                  (1L, array('a'), X'01', DOUBLE('NaN')), (1L, array('b', NULL), X'00', 1D), (1L, array('b', NULL), X'00', NULL),
                  (NULL, array('z'), X'FF', 9D), (1L, NULL, X'FF', 9D)
                AS rows(age, tags, photo, score)
                """);
        Dataset<Row> spine = SPARK.sql("SELECT 1L AS user_id, TIMESTAMP'2026-03-01' AS at");

        for (Dataset<Row> order :
                List.of(rows, rows.orderBy("score"), rows.orderBy(col("photo").desc()))) {
            Row chosen = join(spine, "at")
                    .with(JoinedGroup.of(group, order.repartition(2)))
                    .run()
                    .selectExpr("age", "array_join(tags, ',', 'null')", "hex(photo)", "score")
                    .first();

            assertThat(chosen).isEqualTo(RowFactory.create(1L, "b,null", "00", 1.0));
        }
    }

    @Test
    void aMatchIsToldFromANullFeature() {
        Dataset<Row> spine = SPARK.sql("SELECT explode(array(1L, 2L)) AS user_id, TIMESTAMP'2026-03-02' AS at");
        Dataset<Row> rows = SPARK.sql("SELECT " + ROW.replace("50L", "CAST(NULL AS BIGINT)"));

        assertThat(join(spine, "at")
                        .with(JoinedGroup.of(group().build(), rows))
                        .showMatches()
                        .run()
                        .select("user_id", "age", "users__matched")
                        .collectAsList())
                .containsExactlyInAnyOrder(RowFactory.create(1L, null, true), RowFactory.create(2L, null, false));
    }

    @Test
    void aSpineOfFeatureRowsOfTheSameTableFindsItself() {
        Dataset<Row> rows = SPARK.sql("SELECT " + ROW);

        assertThat(join(rows, "event_timestamp")
                        .with(JoinedGroup.of(group().build(), rows))
                        .fullNames()
                        .run()
                        .select("age", "users__age")
                        .collectAsList())
                .containsExactly(RowFactory.create(50L, 50L));
    }

    private List<Row> ages(Dataset<Row> spine, Dataset<Row> rows, FeatureGroupBuilder group) {
        return join(spine, "at")
                .with(JoinedGroup.of(group.build(), rows))
                .run()
                .select("user_id", "micros", "age")
                .collectAsList();
    }

    private static FeatureGroupBuilder group() {
        return FeatureGroups.ofUsers("users")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("age", ScalarType.INT64, "Age")
                .sql("SELECT 1");
    }

    private PointInTimeJoin join(Dataset<Row> spine, String timestamp) {
        return PointInTimeJoin.of(spine, timestamp).planned(plan);
    }
}
