package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conformance.ConformanceCase;
import dev.tidemark.conformance.ConformanceTables;
import dev.tidemark.conformance.FeatureEntry;
import dev.tidemark.conformance.RandomCases;
import dev.tidemark.conformance.SpineEntry;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of the rule book and random ones, through every plan. */
final class TestEveryPlan {
    private static final SparkSession SPARK = SharedSpark.session();
    /** Times twelve tables: over 20,000 random cases for each plan but the reference, which is slow. */
    private static final int CASES = 1_700;

    private static final int CASES_OF_THE_REFERENCE = 300;

    /**
     * The plans, the slots with so little memory that tasks turn to merging at different points of their way, and
     * groups that are filtered by the spine's instants before they are moved.
     */
    enum Way {
        REFERENCE(PlanChoice.REFERENCE, "0", false),
        UNION(PlanChoice.UNION, "0", false),
        SLOT(PlanChoice.SLOT, "0", false),
        SLOT_FILTERED(PlanChoice.SLOT, "0", true),
        MERGE(PlanChoice.MERGE, "0", true),
        SLOT_WITHOUT_ROOM_FOR_THE_SPINE(PlanChoice.SLOT, "100k", false),
        SLOT_WITHOUT_ROOM_FOR_THE_GROUP(PlanChoice.SLOT, "1300k", true),
        SLOT_WITHOUT_ANY_ROOM(PlanChoice.SLOT, "1k", true);

        private final PlanChoice plan;
        private final String memory;
        private final boolean filtered;

        Way(PlanChoice plan, String memory, boolean filtered) {
            this.plan = plan;
            this.memory = memory;
            this.filtered = filtered;
        }
    }

    @AfterEach
    void restoreSession() {
        SPARK.conf().set("spark.sql.session.timeZone", "UTC");
        SPARK.conf().set("spark.sql.adaptive.enabled", "true");
        SPARK.conf().unset(SlotSettings.MEMORY_PER_TASK);
        SPARK.conf().unset(SlotSettings.SEND_INSTANTS_FROM_RATIO);
    }

    static List<ConformanceCase> tables() {
        return ConformanceTables.all();
    }

    @ParameterizedTest
    @EnumSource
    void theConformanceTablesHold(Way way) {
        for (ConformanceCase table : tables()) {
            assertHolds(table, way);
        }
    }

    static Stream<Arguments> randomTables() {
        List<Arguments> tables = new ArrayList<>();
        long seed = 20_261_121;
        for (Knowledge knowledge : List.of(
                Knowledge.eventTime(), Knowledge.asKnown(), Knowledge.asOf(Instant.parse("1970-01-01T00:00:02Z")))) {
            for (TimeToLive ttl : List.of(TimeToLive.unlimited(), TimeToLive.of(Duration.ofMillis(3_500)))) {
                for (Duration delay : List.of(Duration.ZERO, Duration.ofSeconds(2))) {
                    tables.add(Arguments.of(seed++, ttl, delay, knowledge));
                }
            }
        }
        return tables.stream();
    }

    @ParameterizedTest
    @MethodSource("randomTables")
    void t9RandomTablesAgreeWithBruteForce(long seed, TimeToLive ttl, Duration delay, Knowledge knowledge) {
        ConformanceCase few =
                RandomCases.weighted(seed, RandomCases.table(seed, CASES_OF_THE_REFERENCE, ttl, delay, knowledge));
        ConformanceCase many = RandomCases.weighted(seed, RandomCases.table(seed, CASES, ttl, delay, knowledge));

        for (Way way : Way.values()) {
            assertHolds(way == Way.REFERENCE ? few : many, way);
        }
    }

    /** UTC with adaptive execution is what every other test has. */
    @ParameterizedTest
    @CsvSource({"Asia/Tokyo, true", "America/Los_Angeles, false"})
    void t5GNeitherTheSessionZoneNorAdaptiveExecutionChangesAnything(String zone, String adaptive) {
        SPARK.conf().set("spark.sql.session.timeZone", zone);
        SPARK.conf().set("spark.sql.adaptive.enabled", adaptive);
        ConformanceCase random = RandomCases.table(
                5,
                CASES_OF_THE_REFERENCE,
                TimeToLive.of(Duration.ofSeconds(4)),
                Duration.ofSeconds(1),
                Knowledge.asKnown());

        for (Way way : List.of(Way.REFERENCE, Way.UNION, Way.SLOT, Way.MERGE)) {
            assertHolds(random, way);
            tables().forEach(table -> assertHolds(table, way));
        }
    }

    private static void assertHolds(ConformanceCase table, Way way) {
        SPARK.conf().set(SlotSettings.MEMORY_PER_TASK, way.memory);
        SPARK.conf().set(SlotSettings.SEND_INSTANTS_FROM_RATIO, way.filtered ? "0" : "Infinity");
        FeatureGroup group = table.weightedGroup("conformance");
        // The weight, which is not asked for or asked for last, decides ties first.
        List<String> asked = table.features().size() % 2 == 0 ? List.of("value") : List.of("value", "weight");
        Dataset<Row> joined = PointInTimeJoin.of(spine(table), "at")
                .with(JoinedGroup.of(group, features(table, group)).select(asked))
                .knowing(table.knowledge())
                .planned(way.plan)
                .run();
        List<String> found = new ArrayList<>();
        for (Row row : joined.selectExpr("label", "value").collectAsList()) {
            found.add(row.get(0) + " -> " + row.get(1));
        }
        List<String> expected = new ArrayList<>();
        for (int label = 0; label < table.spine().size(); label++) {
            expected.add(label + " -> " + table.spine().get(label).expected());
        }
        Collections.sort(found);
        Collections.sort(expected);
        assertThat(found)
                .as("%s by %s in %s", table.name(), way, SPARK.conf().get("spark.sql.session.timeZone"))
                .isEqualTo(expected);
    }

    private static Dataset<Row> spine(ConformanceCase table) {
        StructType schema = new StructType();
        for (int key = 0; key < table.keys(); key++) {
            schema = schema.add("key_" + key, DataTypes.LongType);
        }
        schema = schema.add("micros", DataTypes.LongType).add("label", DataTypes.LongType);
        List<Row> rows = new ArrayList<>();
        for (SpineEntry entry : table.spine()) {
            List<Object> values = new ArrayList<>(entry.key());
            values.add(entry.instant() == null ? null : (Object) Microseconds.of(entry.instant()));
            values.add((long) rows.size());
            rows.add(RowFactory.create(values.toArray()));
        }
        return SPARK.createDataFrame(rows, schema)
                .selectExpr("*", "timestamp_micros(micros) AS at")
                .drop("micros");
    }

    private static Dataset<Row> features(ConformanceCase table, FeatureGroup group) {
        StructType schema = new StructType();
        for (int key = 0; key < table.keys(); key++) {
            schema = schema.add("key_" + key, DataTypes.LongType);
        }
        schema = schema.add("event", DataTypes.LongType)
                .add("created", DataTypes.LongType)
                .add("weight", DataTypes.DoubleType)
                .add("value", DataTypes.LongType);
        List<Row> rows = new ArrayList<>();
        for (FeatureEntry entry : table.features()) {
            List<Object> values = new ArrayList<>(entry.key());
            values.addAll(Arrays.asList(
                    Microseconds.of(entry.event()), Microseconds.of(entry.created()), entry.weight(), entry.value()));
            rows.add(RowFactory.create(values.toArray()));
        }
        return SPARK.createDataFrame(rows, schema)
                .selectExpr(
                        "*", "timestamp_micros(event) AS event_timestamp", "timestamp_micros(created) AS created_at")
                .selectExpr(FeatureSchema.of(group).fieldNames());
    }
}
