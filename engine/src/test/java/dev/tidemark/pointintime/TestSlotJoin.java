package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** The operator itself: what it moves, when it turns to disk, and columns of every type. */
final class TestSlotJoin {
    private static final SparkSession SPARK = SharedSpark.session();

    @AfterEach
    void restoreSession() {
        SPARK.conf().unset(SlotSettings.MEMORY_PER_TASK);
        SPARK.conf().unset(SlotSettings.SLOT_BYTES_PER_TASK);
        SPARK.conf().set("spark.sql.adaptive.enabled", "true");
        SPARK.conf().unset(SlotSettings.SEND_INSTANTS_UP_TO);
        SPARK.conf().unset(SlotSettings.SEND_INSTANTS_FROM_RATIO);
    }

    @Test
    void aSpineMovesOnceForAllGroupsThatShareItsKeys() {
        Dataset<Row> joined = join(PlanChoice.SLOT, 300);

        String plan = joined.queryExecution().executedPlan().toString();

        assertThat(plan.split("PointInTimeSlotJoin", -1)).hasSize(3);
        assertThat(plan.split("Exchange hashpartitioning", -1))
                .as("two key sets: the spine twice, and each of three groups")
                .hasSize(1 + 2 + 3);
        assertThat(plan).doesNotContain("Sort ");
    }

    @Test
    void tasksTurnToSortedRunsWhereverTheirMemoryEndsAndGiveTheSameRows() {
        List<String> expected = texts(join(PlanChoice.REFERENCE, 3_000));
        Map<String, Long> inMemory = metrics(join(PlanChoice.SLOT, 3_000));
        assertThat(inMemory.get("mergedTasks")).isZero();
        long peak = inMemory.get("peakMemory");

        List<Long> mergedTasks = new ArrayList<>();
        boolean afterAGroup = false;
        for (int percent = 5; percent <= 80; percent += 5) {
            SPARK.conf().set(SlotSettings.MEMORY_PER_TASK, (1 + peak * percent / 100) + "b");
            Dataset<Row> joined = join(PlanChoice.SLOT, 3_000);

            assertThat(texts(joined))
                    .as("with %d %% of what all tasks took", percent)
                    .isEqualTo(expected);
            Map<String, Long> metrics = metrics(joined);
            mergedTasks.add(metrics.get("mergedTasks"));
            afterAGroup |= metrics.get("mergedTasks") > 0 && metrics.get("candidateRows") > 0;
        }
        assertThat(mergedTasks.getFirst()).isPositive();
        assertThat(new HashSet<>(mergedTasks)).as("more memory, fewer merges").hasSizeGreaterThan(1);
        assertThat(afterAGroup).as("some tasks had already streamed a group").isTrue();
    }

    @Test
    void aTaskHoldsNoMoreHoweverLargeTheSpine() {
        SPARK.conf().set(SlotSettings.SLOT_BYTES_PER_TASK, "64k");
        SPARK.conf().set("spark.sql.adaptive.enabled", "false");
        List<Double> bytesPerTask = new ArrayList<>();
        for (int rows = 4_000; rows <= 64_000; rows *= 4) {
            Dataset<Row> joined = manyEntities(rows);
            int tasks = joined.rdd().getNumPartitions();
            assertThat(tasks).isGreaterThan(rows / 1_000);
            bytesPerTask.add((double) metrics(joined).get("peakMemory") / tasks);
        }

        assertThat(bytesPerTask.getLast()).isBetween(bytesPerTask.getFirst() / 1.5, bytesPerTask.getFirst() * 1.5);
    }

    private static Dataset<Row> manyEntities(int rows) {
        Dataset<Row> spine = SPARK.range(rows).selectExpr("id AS user_id", "timestamp_seconds(9000) AS at");
        FeatureGroup group = FeatureGroups.ofUsers("many")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("amount", ScalarType.INT64, "a")
                .sql("SELECT 1")
                .build();
        Dataset<Row> history = SPARK.range(rows)
                .selectExpr(
                        "id AS user_id",
                        "timestamp_seconds(id % 5000) AS event_timestamp",
                        "timestamp_seconds(id % 5000) AS created_at",
                        "id AS amount");
        return PointInTimeJoin.of(spine, "at")
                .with(JoinedGroup.of(group, history))
                .planned(PlanChoice.SLOT)
                .run();
    }

    @Test
    void everyColumnTypeComesThroughWhole() {
        FeatureGroup group = FeatureGroups.of(
                        "types",
                        Entity.composite(
                                "pair",
                                "Two keys",
                                new JoinKey("name", ScalarType.STRING),
                                new JoinKey("flag", ScalarType.BOOL)))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("a_bool", ScalarType.BOOL, "b")
                .feature("an_int", ScalarType.INT32, "i")
                .feature("a_float", ScalarType.FLOAT32, "f")
                .feature("a_text", ScalarType.STRING, "t")
                .feature("some_bytes", ScalarType.BYTES, "y")
                .feature("a_time", ScalarType.TIMESTAMP, "m")
                .feature("a_list", new ListType(ScalarType.STRING), "l")
                .sql("SELECT 1")
                .build();
        Dataset<Row> rows = SPARK.sql("""
                SELECT repeat('k', CAST(id % 11 AS INT)) AS name, id % 2 = 0 AS flag,
                  timestamp_seconds(id * 10) AS event_timestamp, timestamp_seconds(id * 10) AS created_at,
                  id % 3 = 0 AS a_bool, CAST(id AS INT) AS an_int, IF(id % 5 = 0, NULL, CAST(id AS FLOAT)) AS a_float,
                  IF(id % 7 = 0, NULL, repeat('v', CAST(id % 23 AS INT))) AS a_text, CAST(repeat('y', CAST(id % 9 AS INT)) AS BINARY) AS some_bytes,
                  timestamp_seconds(id) AS a_time, IF(id % 4 = 0, NULL, array('p', NULL, repeat('q', CAST(id % 13 AS INT)))) AS a_list
                FROM range(500)""");
        Dataset<Row> spine = SPARK.sql("""
                SELECT repeat('k', CAST(id % 12 AS INT)) AS name, IF(id % 17 = 0, NULL, id % 2 = 1) AS flag,
                  timestamp_seconds(id * 7) AS at, CAST(id AS DECIMAL(30, 2)) AS price, IF(id % 3 = 0, NULL, repeat('s', CAST(id % 19 AS INT))) AS note,
                  named_struct('x', id, 'y', CAST(id AS STRING)) AS nested, IF(id % 2 = 0, NULL, INTERVAL '1' DAY) AS span, id AS label
                FROM range(700)""");

        List<List<String>> byPlan =
                List.of(PlanChoice.REFERENCE, PlanChoice.SLOT, PlanChoice.MERGE, PlanChoice.UNION).stream()
                        .map(plan -> texts(PointInTimeJoin.of(spine, "at")
                                .with(JoinedGroup.of(group, rows))
                                .planned(plan)
                                .showMatches()
                                .run()))
                        .toList();

        assertThat(byPlan.getFirst())
                .hasSize(700)
                .anyMatch(row -> row.endsWith("true}"))
                .anyMatch(row -> row.endsWith("false}"));
        assertThat(byPlan).allMatch(byPlan.getFirst()::equals);
    }

    @Test
    void aSpineWithOtherInstantsAtItsSecondReadingFailsInsteadOfMissingFeatures() {
        // Monotonic from call to call, as the wall clock is: what Spark computes anew at each reading.
        Dataset<Row> spine = SPARK.range(3)
                .selectExpr(
                        "id AS user_id",
                        "timestamp_micros(CAST(uniform(0, 1000000000, 5) AS BIGINT) + CAST(java_method('java.lang.System', 'nanoTime') AS BIGINT)) AS at");

        assertThatThrownBy(() -> PointInTimeJoin.of(spine, "at")
                        .with(JoinedGroup.of(users(), userRows(10)))
                        .planned(PlanChoice.SLOT)
                        .run()
                        .collectAsList())
                .hasStackTraceContaining("The spine gave other rows when it was read again")
                .hasStackTraceContaining("write it to a table first");
    }

    @Test
    void instantsThatWereNotSentAheadFailEvenBetweenTheFirstAndTheLast() {
        SPARK.conf().set(SlotSettings.SEND_INSTANTS_FROM_RATIO, "0");
        Dataset<Row> spine = SPARK.range(3).selectExpr("id AS user_id", """
                timestamp_micros(CASE id WHEN 0 THEN 0L WHEN 2 THEN 4102444800000000L
                  ELSE CAST(java_method('java.lang.System', 'nanoTime') AS BIGINT) % 4102444800000000L END) AS at""");

        assertThatThrownBy(() -> PointInTimeJoin.of(spine, "at")
                        .with(JoinedGroup.of(users(), userRows(10)))
                        .planned(PlanChoice.SLOT)
                        .run()
                        .collectAsList())
                .hasStackTraceContaining("is new to its entity; write it to a table first");
    }

    @Test
    void aSmallSpineSendsItsInstantsAheadSoThatOnlyTheirNewestRowsAreShuffled() {
        Dataset<Row> spine = SPARK.range(40)
                .selectExpr("IF(id = 3, NULL, CAST(id AS INT)) AS user_id", "timestamp_seconds(id * 100) AS at");
        // So many bytes that dropping them early is worth it; a local relation's are known.
        Dataset<Row> rows = SPARK.range(1_000_000)
                .selectExpr(
                        "id % 50000 AS user_id",
                        "timestamp_seconds(id * 17 % 5000) AS event_timestamp",
                        "timestamp_seconds(id * 17 % 5000) AS created_at",
                        "concat('w', id) AS word");
        PointInTimeJoin join = PointInTimeJoin.of(spine, "at").with(JoinedGroup.of(users(), rows));

        Dataset<Row> sent = join.run();
        Map<String, Long> metrics = metrics(sent);
        SPARK.conf().set(SlotSettings.SEND_INSTANTS_UP_TO, "0");
        Dataset<Row> notSent = join.run();

        assertThat(metrics.get("groupRows")).isLessThan(1_000);
        assertThat(metrics(notSent).get("groupRows")).isGreaterThan(100_000);
        assertThat(texts(sent)).isEqualTo(texts(notSent)).hasSize(40).anyMatch(row -> row.contains("\"word\":\"w"));
    }

    /** Users by two groups and items by one, with ties, nulls and keys of another width. */
    private static Dataset<Row> join(PlanChoice plan, int rows) {
        Dataset<Row> spine = SPARK.range(rows)
                .selectExpr(
                        "CAST(id % 97 AS INT) AS user_id",
                        "IF(id % 31 = 0, NULL, id % 13) AS item_id",
                        "timestamp_seconds(id * 37 % 5000) AS at",
                        "concat('label ', id) AS label");
        FeatureGroup items = FeatureGroups.of("items", Entity.of("item", "An item", "item_id", ScalarType.INT64))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("price", ScalarType.FLOAT64, "p")
                .availabilityDelay(Duration.ofSeconds(5))
                .sql("SELECT 1")
                .build();
        Dataset<Row> itemRows = SPARK.range(rows)
                .selectExpr(
                        "id % 13 AS item_id",
                        "timestamp_seconds(id * 11 % 5000) AS event_timestamp",
                        "timestamp_seconds(id * 11 % 5000 + 3) AS created_at",
                        "CAST(id AS DOUBLE) AS price");
        return PointInTimeJoin.of(spine, "at")
                .with(JoinedGroup.of(users(), userRows(rows)))
                .with(JoinedGroup.of(items, itemRows))
                .with(JoinedGroup.of(users(), userRows(rows / 2)).as("earlier", Map.of()))
                .knowing(Knowledge.asKnown())
                .fullNames()
                .showMatches()
                .planned(plan)
                .run();
    }

    private static FeatureGroup users() {
        return FeatureGroups.ofUsers("users")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("word", ScalarType.STRING, "w")
                .timeToLive(Duration.ofSeconds(900))
                .sql("SELECT 1")
                .build();
    }

    private static Dataset<Row> userRows(int rows) {
        return SPARK.range(rows)
                .selectExpr(
                        "id % 97 AS user_id",
                        "timestamp_seconds(id * 17 % 5000) AS event_timestamp",
                        "timestamp_seconds(id * 17 % 5000 + id % 5) AS created_at",
                        "IF(id % 6 = 0, NULL, repeat('w', CAST(id % 40 AS INT))) AS word");
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))").collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    /** Runs a join, and reads the operator's counters, added up over its nodes. */
    private static Map<String, Long> metrics(Dataset<Row> joined) {
        SparkPlan plan = joined.queryExecution().executedPlan();
        plan.executeCollect();
        Map<String, Long> sums = new TreeMap<>();
        add(plan, sums);
        return sums;
    }

    private static void add(SparkPlan plan, Map<String, Long> sums) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            add(adaptive.executedPlan(), sums);
            return;
        }
        if (plan instanceof org.apache.spark.sql.execution.adaptive.QueryStageExec stage) {
            add(stage.plan(), sums);
            return;
        }
        if (plan.nodeName().equals("PointInTimeSlotJoin")) {
            CollectionConverters.asJava(plan.metrics())
                    .forEach((name, metric) -> sums.merge(name, metric.value(), Long::sum));
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> add(child, sums));
    }
}
