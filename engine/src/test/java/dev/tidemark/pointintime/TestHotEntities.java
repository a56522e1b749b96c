package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.pointintime.row.TieOrder;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entities that would hold up a task. */
final class TestHotEntities {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final int ROWS = 24_000;

    @BeforeEach
    void lookForHotEntitiesInSmallData() {
        SPARK.conf().set(SlotSettings.HOT_FROM_BYTES, "0");
        SPARK.conf().set("spark.sql.shuffle.partitions", "8");
        SPARK.conf().set("spark.sql.adaptive.enabled", "false");
    }

    @AfterEach
    void restoreSession() {
        SPARK.conf().unset(SlotSettings.HOT_FROM_BYTES);
        SPARK.conf().set("spark.sql.shuffle.partitions", "2");
        SPARK.conf().set("spark.sql.adaptive.enabled", "true");
    }

    static Stream<Arguments> rules() {
        List<Arguments> rules = new ArrayList<>();
        for (Knowledge knowledge :
                List.of(Knowledge.eventTime(), Knowledge.asKnown(), Knowledge.asOf(Instant.ofEpochSecond(700_000)))) {
            rules.add(Arguments.of(knowledge, group().build(), PlanChoice.SLOT));
            rules.add(Arguments.of(
                    knowledge,
                    group().timeToLive(Duration.ofSeconds(40))
                            .availabilityDelay(Duration.ofSeconds(7))
                            .build(),
                    PlanChoice.MERGE));
        }
        return rules.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aTimeLineThatIsCutGivesTheSameRows(Knowledge knowledge, FeatureGroup group, PlanChoice plan) {
        PointInTimeJoin join = PointInTimeJoin.of(spine(), "at")
                .with(JoinedGroup.of(group, history()))
                .showMatches()
                .knowing(knowledge);

        Dataset<Row> cut = join.planned(plan).run();

        assertThat(cut.queryExecution().analyzed().toString()).contains(HotCut.PART);
        assertThat(cut.columns()).doesNotContain(HotCut.PART);
        assertThat(texts(cut)).isEqualTo(texts(join.planned(PlanChoice.UNION).run()));
    }

    /** Two rows of each instant, which only a feature that is not asked for tells apart. */
    @Test
    void tiesOfATimeLineThatIsCutAreSettledByAllFeatures() {
        FeatureGroup group = group().feature("rank", ScalarType.FLOAT64, "Decides, after the amount")
                .feature("name", ScalarType.INT64, "Wanted")
                .build();
        Dataset<Row> tied = history()
                .withColumn("amount", lit(1L))
                .crossJoin(SPARK.sql("SELECT * FROM VALUES (0D, 1L), (-0D, 2L) AS two(rank, name)"));
        PointInTimeJoin join = PointInTimeJoin.of(spine(), "at")
                .with(JoinedGroup.of(group, tied).select(List.of("name")));

        Dataset<Row> cut = join.run();

        assertThat(cut.queryExecution().analyzed().toString()).contains(HotCut.PART);
        assertThat(texts(cut.select("name").distinct())).containsExactly("[1]", "[null]");
        assertThatThrownBy(() -> join.expecting(Ties.UNEXPECTED).run().collectAsList())
                .hasStackTraceContaining("TiedRowsException");
    }

    /** The rows of a part's beginning tie in the part before: the part that inherits them must notice. */
    @Test
    void tiesAreNoticedInWhatAPartInherits() {
        Dataset<Row> rows = SPARK.sql(
                "SELECT 7 AS user_id, timestamp_seconds(5) AS event_timestamp, timestamp_seconds(5) AS created_at, * FROM VALUES (1L, 2D), (2L, 1D) AS two(rank, name)");
        HotCut cut = new HotCut(
                new HotEntities(Map.of(hashOfSeven(), new long[] {10_000_000, 20_000_000})),
                List.of(DataTypes.IntegerType),
                new UnusedNames(List.of()));

        List<Row> parts = cut.group(
                        rows,
                        List.of("user_id"),
                        org.apache.spark.sql.functions.unix_micros(col("event_timestamp")),
                        new TieOrder(List.of(0, 1), false))
                .collectAsList();

        assertThat(parts).hasSize(6);
        assertThat(parts.stream().map(row -> row.getInt(1) + " " + row.getDouble(5)))
                .containsExactlyInAnyOrder("0 2.0", "0 1.0", "1 2.0", "1 1.0", "2 2.0", "2 1.0");
    }

    private static long hashOfSeven() {
        return SPARK.sql("SELECT 7 AS user_id")
                .select(HotCut.hash(List.of("user_id"), List.of(DataTypes.IntegerType)))
                .first()
                .getLong(0);
    }

    @Test
    void planningAFurtherSetOfKeysRunsNoEarlierJoin() {
        LongAccumulator read = SPARK.sparkContext().longAccumulator();
        Dataset<Row> counted = history()
                .withColumn(
                        "amount",
                        udf(
                                        (UDF1<Long, Long>) amount -> {
                                            read.add(1);
                                            return amount;
                                        },
                                        DataTypes.LongType)
                                .apply(col("amount")));
        FeatureGroup byShop = FeatureGroups.of("shops", Entity.of("shop", "A shop", "shop_id", ScalarType.INT64))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("income", ScalarType.INT64, "i")
                .feature("costs", ScalarType.INT64, "c")
                .sql("SELECT 1")
                .build();
        Dataset<Row> shops = SPARK.range(2_000)
                .selectExpr(
                        "id % 7 AS shop_id",
                        "timestamp_seconds(id) AS event_timestamp",
                        "timestamp_seconds(id) AS created_at",
                        "id AS income",
                        "id AS costs");

        PointInTimeJoin.of(spine().withColumn("shop_id", col("label").mod(7)), "at")
                .with(JoinedGroup.of(group().build(), counted))
                .with(JoinedGroup.of(byShop, shops))
                .run();

        assertThat(read.value()).isZero();
    }

    @Test
    void noTaskGetsMuchMoreThanItsShare() {
        Dataset<Row> cut = join().run();
        SPARK.conf().set(SlotSettings.HOT_FROM_BYTES, "1t");
        Dataset<Row> whole = join().run();

        assertThat(largestTask(whole)).as("half of the rows are one user's").isGreaterThan(ROWS / 2);
        assertThat(largestTask(cut)).isLessThan(ROWS / 3);
    }

    /**
     * Each of a few labels is much of its spine, but hardly anything of the group is left for them: a cut would read
     * the group twice.
     */
    @Test
    void fewLabelsAreNotCutHoweverLongTheHistory() {
        SPARK.conf().set(SlotSettings.HOT_FROM_BYTES, "50k");
        Dataset<Row> few = SPARK.range(10).selectExpr("7 AS user_id", "timestamp_seconds(id * 2000) AS at");
        PointInTimeJoin join = PointInTimeJoin.of(few, "at").with(JoinedGroup.of(group().build(), history()));

        Dataset<Row> joined = join.run();

        assertThat(joined.queryExecution().analyzed().toString())
                .contains("SlotFilter")
                .doesNotContain(HotCut.PART);
        assertThat(texts(joined)).isEqualTo(texts(join.planned(PlanChoice.UNION).run()));
        assertThat(PointInTimeJoin.of(spine(), "at")
                        .with(JoinedGroup.of(group().build(), history()))
                        .run()
                        .queryExecution()
                        .analyzed()
                        .toString())
                .as("a spine as long as the history")
                .contains(HotCut.PART);
    }

    @Test
    void evenKeysAreNotCut() {
        Dataset<Row> even = SPARK.range(ROWS).selectExpr("id % 500 AS user_id", "timestamp_seconds(id) AS at");

        Dataset<Row> joined = PointInTimeJoin.of(even, "at")
                .with(JoinedGroup.of(group().build(), history().where("user_id <> 7")))
                .run();

        assertThat(joined.queryExecution().analyzed().toString()).doesNotContain(HotCut.PART);
    }

    @Test
    void aLookAtATableOfManyPiecesHashesASampleOfSomeOfThem() {
        LongAccumulator read = SPARK.sparkContext().longAccumulator();
        Dataset<Row> rows = HotEntities.sample(SPARK.range(0, 1_000_000, 1, 200).toDF())
                .select(
                        udf(
                                        (UDF1<Long, Long>) id -> {
                                            read.add(1);
                                            return id % 2 == 0 ? 7 : id;
                                        },
                                        DataTypes.LongType)
                                .apply(col("id"))
                                .as(HotEntities.HASH),
                        col("id").as(HotEntities.TIME));

        HotEntities hot = HotEntities.among(List.of(rows), 0.125);

        assertThat(hot.cuts()).containsOnlyKeys(7L);
        assertThat(hot.cuts().get(7L))
                .as("half of the rows are four tasks' share")
                .hasSizeBetween(3, 4);
        assertThat(hot.cuts().get(7L)[1]).as("about its middle").isBetween(300_000L, 600_000L);
        assertThat(read.value())
                .as("two looks at a twentieth of 32 pieces of 5,000 rows")
                .isBetween(14_000L, 18_000L);
    }

    private static PointInTimeJoin join() {
        return PointInTimeJoin.of(spine(), "at").with(JoinedGroup.of(group().build(), history()));
    }

    private static long largestTask(Dataset<Row> joined) {
        return joined.groupBy(spark_partition_id())
                .count()
                .agg(org.apache.spark.sql.functions.max("count"))
                .first()
                .getLong(0);
    }

    /** Every second row is user 7's. */
    private static Dataset<Row> spine() {
        return SPARK.range(ROWS)
                .selectExpr(
                        "IF(id % 2 = 0, 7L, id % 503) AS user_id",
                        "IF(id % 101 = 0, NULL, timestamp_seconds(id * 7919 % 1000000)) AS at", "id AS label");
    }

    private static Dataset<Row> history() {
        return SPARK.range(ROWS)
                .selectExpr(
                        "IF(id % 2 = 1, 7, CAST(id % 503 AS INT)) AS user_id",
                        "timestamp_seconds(id * 104729 % 1000000) AS event_timestamp",
                        "timestamp_seconds(id * 104729 % 1000000 + id % 50000) AS created_at",
                        "IF(id % 5 = 0, NULL, id) AS amount");
    }

    private static dev.tidemark.feature.FeatureGroupBuilder group() {
        return FeatureGroups.ofUsers("users", ScalarType.INT32)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("amount", ScalarType.INT64, "a")
                .sql("SELECT 1");
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
