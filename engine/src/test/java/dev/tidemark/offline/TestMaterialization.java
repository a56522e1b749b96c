package dev.tidemark.offline;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import dev.tidemark.compile.ComputeContext;
import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.compile.FeatureComputation;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TestMaterialization {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Entity USER = Entity.of("user", "A person who pays", "user_id", ScalarType.INT64);
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final TimeRange ALL = TimeRange.ofDays(FIRST, FIRST.plusDays(9));
    private static final TimeRange NOON =
            new TimeRange(Instant.parse("2026-03-02T12:00:00Z"), Instant.parse("2026-03-02T13:00:00Z"));
    private static final AtomicInteger GROUPS = new AtomicInteger();

    private Instant now = Instant.parse("2026-04-01T00:00:00Z");
    private final OfflineStore store = new OfflineStore(SPARK, "features", () -> now);
    private final Materialization materialization = new Materialization(new FeatureCompiler(SPARK), store);

    /** A class of a user's that computes features. */
    public static final class FirstSeen implements FeatureComputation {
        @Override
        public Dataset<Row> compute(ComputeContext context) {
            return context.source("payments")
                    .groupBy("user_id")
                    .agg(org.apache.spark.sql.functions.min("at").as("event_timestamp"))
                    .withColumn("is_new", org.apache.spark.sql.functions.lit(true));
        }
    }

    @BeforeAll
    static void writeSources() throws Exception {
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.shop");
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        long start = FIRST.toEpochDay() * 86_400_000_000L;
        for (int number = 0; number < 3_000; number++) {
            long at = start + random.nextLong(10L * 86_400_000_000L);
            Long user = number % 50 == 0 ? null : (Long) (long) random.nextInt(40);
            rows.add(RowFactory.create(
                    user,
                    at,
                    at + random.nextLong(3_600_000_000L),
                    random.nextInt(10) == 0 ? null : (Object) (random.nextInt(100_000) / 100.0),
                    random.nextInt(5),
                    "shop-" + random.nextInt(9)));
        }
        StructType schema = new StructType()
                .add("user_id", DataTypes.LongType)
                .add("at_micros", DataTypes.LongType)
                .add("written_micros", DataTypes.LongType)
                .add("amount", DataTypes.DoubleType)
                .add("items", DataTypes.IntegerType)
                .add("shop", DataTypes.StringType);
        SPARK.createDataFrame(rows, schema)
                .selectExpr(
                        "user_id",
                        "timestamp_micros(at_micros) AS at",
                        "timestamp_micros(written_micros) AS written_at",
                        "amount",
                        "items",
                        "shop")
                .writeTo("tidemark.shop.payments")
                .using("iceberg")
                .createOrReplace();
    }

    @Test
    void aNewTableIsDescribedKeyedAndPartitionedByDay() {
        FeatureGroup group = windows().build();

        materialization.run(group, ALL);

        var table = store.icebergTable(group);
        assertThat(table.spec().toString()).contains("event_timestamp_day: day(");
        assertThat(table.schema().findField("user_id").isRequired()).isTrue();
        assertThat(table.schema().findField("event_timestamp").isRequired()).isTrue();
        assertThat(table.schema().findField("created_at").isRequired()).isTrue();
        assertThat(table.schema().findField("paid_24h").doc()).isEqualTo("Paid in a day");
        assertThat(table.properties())
                .containsEntry("write.parquet.compression-codec", "zstd")
                .containsEntry("write.format.default", "parquet");
        assertThat(((org.apache.iceberg.HasTableOperations) table)
                        .operations()
                        .current()
                        .formatVersion())
                .isEqualTo(2);
        assertThat(SPARK.read().table(store.tableName(group) + ".partitions").count())
                .isEqualTo(10);
    }

    @Test
    void declaredWindowsAreWhatPlainSqlSays() {
        FeatureGroup group = windows().build();
        materialization.run(group, ALL);

        Dataset<Row> expected = SPARK.sql("""
                SELECT user_id, at AS event_timestamp,
                  (SELECT count(*) FROM tidemark.shop.payments p WHERE p.user_id = e.user_id
                     AND p.at <= e.at AND p.at > e.at - INTERVAL 1 HOUR) AS payments_1h,
                  (SELECT CAST(sum(CAST(amount AS DECIMAL(10,2))) AS DECIMAL(20,2)) FROM tidemark.shop.payments p WHERE p.user_id = e.user_id
                     AND p.at <= e.at AND p.at > e.at - INTERVAL 24 HOUR) AS paid_24h,
                  (SELECT count(DISTINCT shop) FROM tidemark.shop.payments p WHERE p.user_id = e.user_id
                     AND p.at <= e.at AND p.at > e.at - INTERVAL 7 DAY AND items > 1) AS shops_7d,
                  (SELECT max(items) FROM tidemark.shop.payments p WHERE p.user_id = e.user_id
                     AND p.at <= e.at AND p.at > e.at - INTERVAL 24 HOUR) AS most_items_24h
                FROM (SELECT DISTINCT user_id, at FROM tidemark.shop.payments WHERE user_id IS NOT NULL) e
                """);
        List<String> wanted = expected.collectAsList().stream()
                .map(row -> "%s %s %s %s %s %s"
                        .formatted(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)))
                .sorted()
                .toList();
        List<String> found = store
                .read(group)
                // The table's sum is the exact one of the doubles; SQL's is of decimals: they agree to the cent.
                .selectExpr(
                        "user_id",
                        "event_timestamp",
                        "payments_1h",
                        "CAST(paid_24h AS DECIMAL(20, 2))",
                        "shops_7d",
                        "most_items_24h")
                .collectAsList()
                .stream()
                .map(row -> "%s %s %s %s %s %s"
                        .formatted(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)))
                .sorted()
                .toList();

        assertThat(found).hasSizeGreaterThan(2_000).isEqualTo(wanted);
    }

    @Test
    void runningARangeAgainLeavesTheSameTable() {
        for (FeatureGroup group :
                List.of(windows().build(), withoutCreated(), statement().build(), javaClass())) {
            materialization.run(group, ALL);
            Dataset<Row> first = SPARK.createDataFrame(
                    store.read(group).collectAsList(), store.read(group).schema());
            now = now.plusSeconds(3_600);

            materialization.run(group, ALL);

            JavaRDDComparisons.assertRDDEquals(
                    first.toJavaRDD(), store.read(group).toJavaRDD());
        }
    }

    @Test
    void aRangeWrittenInPartsIsTheRangeWrittenAtOnce() {
        FeatureGroup whole = windows().build();
        FeatureGroup parts = windows().build();
        materialization.run(whole, ALL);

        for (TimeRange part : ALL.split(Duration.ofHours(53))) {
            materialization.run(parts, part);
        }

        assertThat(rows(parts)).isEqualTo(rows(whole));
    }

    @Test
    void writingOneDayTouchesNothingElse() {
        FeatureGroup group = windows().build();
        materialization.run(group, ALL);
        List<String> before = rows(group);
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(3), FIRST.plusDays(3));

        store.write(group, day, store.read(group).limit(0));

        List<String> outside = store.read(group).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
        assertThat(before).containsAll(outside).hasSizeGreaterThan(outside.size());
        materialization.run(group, day);
        assertThat(rows(group)).isEqualTo(before);
    }

    @Test
    void aBackfillSeesNothingOfTheNextDay() {
        FeatureGroup group = FeatureGroup.named(name())
                .describedAs("Payments so far")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("so_far", ScalarType.INT64, "Payments so far")
                .sql("SELECT user_id, :range_end - INTERVAL 1 MICROSECOND AS event_timestamp, count(*) AS so_far"
                        + " FROM payments WHERE user_id IS NOT NULL GROUP BY user_id")
                .build();
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(2), FIRST.plusDays(2));

        materialization.run(group, day);

        long expected = SPARK.sql(
                        "SELECT * FROM tidemark.shop.payments WHERE user_id IS NOT NULL AND at < TIMESTAMP'2026-03-04'")
                .count();
        assertThat(store.read(group)
                        .agg(org.apache.spark.sql.functions.sum("so_far"))
                        .first()
                        .getLong(0))
                .isEqualTo(expected);
    }

    @Test
    void createdAtIsTheNewestOfTheEventsWhereTheSourceKnowsIt() {
        FeatureGroup group = windows().build();
        materialization.run(group, ALL);

        assertThat(store.read(group)
                        .where(col("created_at").lt(col("event_timestamp")))
                        .count())
                .isZero();
        assertThat(store.read(group)
                        .where(col("created_at").gt(col("event_timestamp")))
                        .count())
                .isPositive();
        assertThat(store.read(group)
                        .agg(org.apache.spark.sql.functions.max("created_at"))
                        .first()
                        .getTimestamp(0)
                        .toInstant())
                .isBefore(now);
    }

    @Test
    void createdAtIsTheInstantOfTheWriteWhereNobodyKnowsIt() {
        FeatureGroup group = withoutCreated();
        materialization.run(group, ALL);

        assertThat(store.read(group).select("created_at").distinct().collectAsList())
                .extracting(row -> row.getTimestamp(0).toInstant())
                .containsExactly(now);
    }

    @Test
    void anAddedFeatureBecomesAColumnAndADroppedOneStaysInThePast() {
        String name = name();
        FeatureGroup before = statement(name).build();
        materialization.run(before, ALL);
        FeatureGroup after = FeatureGroup.named(name)
                .describedAs("Spent")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("items_max", ScalarType.INT32, "Most items")
                .sql(
                        "SELECT user_id, max(at) AS event_timestamp, max(items) AS items_max FROM payments GROUP BY user_id")
                .build();

        materialization.run(after, ALL);

        assertThat(store.read(after).columns())
                .containsExactly("user_id", "event_timestamp", "created_at", "items_max");
        assertThat(SPARK.read().table(store.tableName(after)).columns()).contains("spent", "items_max");
        assertThat(store.read(after).where(col("items_max").isNull()).count()).isZero();
    }

    @Test
    void aChangedTypeIsRefusedAndNamed() {
        String name = name();
        store.ensure(statement(name).build());
        FeatureGroup changed = FeatureGroup.named(name)
                .describedAs("Spent")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("spent", ScalarType.STRING, "Spent so far")
                .sql("SELECT 1")
                .build();

        assertThatThrownBy(() -> store.ensure(changed))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Feature group '%s' does not fit its table tidemark.features.%s: 'spent' is DOUBLE in the table and STRING in the definition; give the changed features or the group a new name"
                                .formatted(name, name));
    }

    @Test
    void aResultThatDoesNotFitIsRefusedWithEveryDifference() {
        FeatureGroup group = statement()
                .feature("spnet", FeatureType.listOf(ScalarType.INT64), "Mistyped")
                .build();

        assertThatThrownBy(() -> materialization.run(group, ALL))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "The computation of feature group '%s' does not fit its definition: no column 'spnet' of ARRAY<BIGINT> (did you mean spent?)"
                                .formatted(group.name()));
    }

    @Test
    void anAggregatedColumnThatIsNotThereIsNamedWithTheNearest() {
        FeatureGroup group = windows()
                .feature("x", "x", Aggregation.avg("amuont").over("1h"))
                .build();

        assertThatThrownBy(() -> materialization.run(group, ALL))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("'x'")
                .hasMessageContaining("'amuont'")
                .hasMessageContaining("did you mean amount?");
    }

    @Test
    void everyTypeOfFeatureSurvivesTheTable() {
        FeatureGroup group = FeatureGroup.named(name())
                .describedAs("All types")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("a", ScalarType.BOOL, "a")
                .feature("b", ScalarType.INT32, "b")
                .feature("c", ScalarType.INT64, "c")
                .feature("d", ScalarType.FLOAT32, "d")
                .feature("e", ScalarType.FLOAT64, "e")
                .feature("f", ScalarType.STRING, "f")
                .feature("g", ScalarType.BYTES, "g")
                .feature("h", ScalarType.TIMESTAMP, "h")
                .feature("i", FeatureType.listOf(ScalarType.TIMESTAMP), "i")
                .sql("""
                        SELECT 1L AS user_id, TIMESTAMP'2026-03-02 00:00:00' AS event_timestamp, true AS a, 1 AS b, 2L AS c,
                          CAST(1.5 AS FLOAT) AS d, 2.5D AS e, 'x' AS f, X'00FF' AS g,
                          TIMESTAMP'1950-01-01 00:00:00.000001' AS h, array(TIMESTAMP'2026-01-01 00:00:00') AS i
                        """)
                .build();

        materialization.run(group, ALL);

        Row row = store.read(group)
                .selectExpr("a", "b", "c", "d", "e", "f", "hex(g)", "unix_micros(h)", "size(i)")
                .first();
        assertThat(row).isEqualTo(RowFactory.create(true, 1, 2L, 1.5f, 2.5, "x", "00FF", -631151999999999L, 1));
    }

    /** Conformance table T12. */
    @Test
    void rowsOfOneInstantAreReducedToTheSameOneByEveryRun() {
        createTicks();
        FeatureGroup group = ticks("SELECT user_id, at AS event_timestamp, v FROM ticks");
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(1), FIRST.plusDays(1));
        materialization.run(group, day);
        List<String> first = rows(group);

        for (TimeRange range : List.of(day, new TimeRange(Instant.parse("2026-03-02T09:00:00Z"), now), day)) {
            now = now.plusSeconds(3_600);
            materialization.run(group, range);
            assertThat(rows(group)).isEqualTo(first);
        }
        SPARK.sql("INSERT INTO tidemark.shop.ticks VALUES (1L, TIMESTAMP'2026-03-02 11:00:00', 9)");
        materialization.run(group, day);

        assertThat(first).singleElement().asString().endsWith(",3]");
        assertThat(rows(group)).hasSize(2).containsAll(first);
    }

    @Test
    void ofRowsThatDifferInTheSignOfAZeroEveryRunKeepsTheSame() {
        String name = name();
        for (String zeros : List.of("(0.0D), (-0.0D)", "(-0.0D), (0.0D)")) {
            FeatureGroup group = FeatureGroup.named(name)
                    .describedAs("Zeros")
                    .ownedBy("payments")
                    .entity(USER)
                    .source(payments())
                    .feature("v", ScalarType.FLOAT64, "Value")
                    .sql("SELECT /*+ COALESCE(1) */ 1L AS user_id, TIMESTAMP'2026-03-02 10:00:00' AS event_timestamp, v"
                            + " FROM VALUES %s AS zeros(v)".formatted(zeros))
                    .build();

            materialization.run(group, ALL);

            assertThat(store.read(group).selectExpr("CAST(v AS STRING)").collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactly("0.0");
        }
    }

    @Test
    void rowsOfOneInstantThatAnEarlierVersionStoredBecomeOneAgain() {
        createTicks();
        FeatureGroup group = ticks("SELECT user_id, at AS event_timestamp, v FROM ticks");
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(1), FIRST.plusDays(1));
        materialization.run(group, day);
        List<String> first = rows(group);
        SPARK.sql("INSERT INTO %s SELECT user_id, event_timestamp, created_at + INTERVAL 1 HOUR, 2 FROM %1$s"
                .formatted(store.tableName(group)));

        materialization.run(group, day);

        assertThat(rows(group)).isEqualTo(first);
    }

    @Test
    void rowsOfOneInstantWithDifferentCreatedTimesStay() {
        createTicks();
        FeatureGroup group = ticks("SELECT 1L AS user_id, TIMESTAMP'2026-03-02 10:00:00' AS event_timestamp,"
                + " TIMESTAMP'2026-03-02 11:00:00' + make_dt_interval(0, v) AS created_at, v"
                + " FROM VALUES (1), (2), (2) AS t(v)");

        materialization.run(group, ALL);
        materialization.run(group, ALL);

        assertThat(rows(group)).hasSize(2);
    }

    @Test
    void whatSomebodyDeletesOrAddsWhileADayIsWrittenStaysDeletedAndAdded() throws IOException {
        // Rows without created times are computed again, since they take them from what is stored; others are not.
        assertThatOthersChangesStay(hourly("kept", "dropped"), 2);
        assertThatOthersChangesStay(hourlyWithCreated(), 3);
    }

    private void assertThatOthersChangesStay(FeatureGroup group, int format) throws IOException {
        materialization.run(group, ALL);
        String table = store.tableName(group);
        SPARK.sql("ALTER TABLE %s SET TBLPROPERTIES ('format-version' = '%d')".formatted(table, format));
        List<String> before = rows(group);
        List<String> statements = new ArrayList<>(List.of(
                "DELETE FROM %s WHERE user_id = 2".formatted(table),
                "INSERT INTO %s SELECT 3L, event_timestamp, created_at, kept, dropped FROM %1$s WHERE user_id = 1"
                        .formatted(table),
                "CALL tidemark.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
                        .formatted(table)));

        materialization.run(group, NOON, () -> {
            if (!statements.isEmpty()) {
                SPARK.sql(statements.removeFirst());
            }
        });

        assertThat(statements).isEmpty();
        assertThat(rows(group))
                .hasSize(24 + 23 + 1)
                .containsAll(
                        before.stream().filter(row -> row.startsWith("[1,")).toList())
                .filteredOn(row -> row.startsWith("[2,"))
                .singleElement()
                .asString()
                .endsWith(",12,12]");
        assertThat(filesIn(group))
                .as("files that a failed attempt left behind")
                .isEqualTo(SPARK.sql("SELECT DISTINCT file_path FROM %s.all_data_files".formatted(table))
                        .count());
    }

    @Test
    void aTableThatOthersChangeAllTheTimeIsLeftAsItIsAndSaid() {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        String statement =
                "INSERT INTO %s SELECT 3L, event_timestamp, created_at, kept, dropped FROM %1$s WHERE user_id = 2"
                        .formatted(store.tableName(group));

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> SPARK.sql(statement)))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Others changed the days of [2026-03-02T12:00:00Z, 2026-03-02T13:00:00Z) in %s during each of 5 tries to write"
                                        .formatted(store.tableName(group))
                                + " them, and nothing was written; run it again when no compaction or SQL statement works on these days");
        assertThat(rows(group)).hasSize(48 + 5 * 24);
    }

    @Test
    void aWriterThatLostItsLeaseWritesNothingAndLeavesNoFile() throws IOException {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        List<String> before = rows(group);
        long files = filesIn(group);

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> {
                    throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, "lost");
                }))
                .hasMessage("lost");

        assertThat(rows(group)).isEqualTo(before);
        assertThat(filesIn(group)).isEqualTo(files);
    }

    @Test
    void aWriterThatIsPausedBetweenItsCheckAndItsCommitIsAskedAgainAndWritesNothing() {
        FeatureGroup group = hourly("kept", "dropped");
        materialization.run(group, ALL);
        List<String> answers = new ArrayList<>(List.of("go on", "lost"));

        assertThatThrownBy(() -> materialization.run(group, NOON, () -> {
                    String answer = answers.removeFirst();
                    if (answer.equals("lost")) {
                        throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, answer);
                    }
                    now = now.plusSeconds(3_600);
                    materialization.run(group, ALL);
                    SPARK.sql("UPDATE %s SET kept = 100 WHERE user_id = 1".formatted(store.tableName(group)));
                }))
                .hasMessage("lost");

        assertThat(store.read(group).where("kept = 100").count()).isEqualTo(24);
    }

    @Test
    void rowsThatAreOnlyCarriedOverKeepDroppedFeaturesAndTheColumnsOfOthers() {
        FeatureGroup before = hourly("kept", "dropped");
        materialization.run(before, ALL);
        String table = store.tableName(before);
        SPARK.sql("ALTER TABLE %s ADD COLUMN note STRING".formatted(table));
        SPARK.sql("UPDATE %s SET note = 'seen'".formatted(table));
        FeatureGroup after = hourly(before.name(), List.of("kept"));

        materialization.run(after, NOON);

        assertThat(SPARK.read()
                        .table(table)
                        .selectExpr("count(*)", "count(kept)", "count(dropped)", "count(note)")
                        .first())
                .isEqualTo(RowFactory.create(48L, 48L, 46L, 46L));
    }

    private long filesIn(FeatureGroup group) throws IOException {
        Path folder = Path.of(
                java.net.URI.create(store.icebergTable(group).location()).getPath(), "data");
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    private List<String> rows(FeatureGroup group) {
        List<String> rows = new ArrayList<>(
                store.read(group).collectAsList().stream().map(Row::toString).toList());
        Collections.sort(rows);
        return rows;
    }

    private static String name() {
        return "group_" + GROUPS.incrementAndGet();
    }

    private static DataSource payments() {
        return DataSource.table("tidemark.shop.payments").timestamp("at");
    }

    private static FeatureGroupBuilder windows() {
        return FeatureGroup.named(name())
                .describedAs("It's what a user paid")
                .ownedBy("payments")
                .entity(USER)
                .source(payments().created("written_at"))
                .feature(
                        "payments_1h",
                        "Payments in an hour",
                        Aggregation.count().over("1h"))
                .feature(
                        "paid_24h",
                        ScalarType.FLOAT64,
                        "Paid in a day",
                        Aggregation.sum("amount").over("24h"))
                .feature(
                        "spread_7d",
                        "Spread of payments",
                        Aggregation.stddev("amount").over("7d"))
                .feature(
                        "shops_7d",
                        "Shops",
                        Aggregation.countDistinct("shop").over("7d").where("items > 1"))
                .feature(
                        "most_items_24h",
                        ScalarType.INT32,
                        "Most items",
                        Aggregation.max("items").over("24h"))
                .feature(
                        "last_shop_7d",
                        ScalarType.STRING,
                        "Last shop",
                        Aggregation.last("shop").over("7d"))
                .feature(
                        "last_at_7d",
                        ScalarType.TIMESTAMP,
                        "Last payment",
                        Aggregation.max("at").over("7d"));
    }

    private static FeatureGroup withoutCreated() {
        return FeatureGroup.named(name())
                .describedAs("Hourly")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature(
                        "paid_6h",
                        ScalarType.FLOAT64,
                        "Paid",
                        Aggregation.sum("amount").over("6h"))
                .emit(Emission.every(Duration.ofHours(2)))
                .build();
    }

    private static FeatureGroupBuilder statement() {
        return statement(name());
    }

    private static FeatureGroupBuilder statement(String name) {
        return FeatureGroup.named(name)
                .describedAs("Spent")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("spent", ScalarType.FLOAT64, "Spent so far")
                .sql("SELECT user_id, max(at) AS event_timestamp, max(amount) AS spent FROM payments GROUP BY user_id");
    }

    /** Three rows of one instant; each test makes the table anew, since tests run in any order. */
    private static void createTicks() {
        SPARK.sql("CREATE OR REPLACE TABLE tidemark.shop.ticks USING iceberg AS SELECT 1L AS user_id,"
                + " TIMESTAMP'2026-03-02 10:00:00' AS at, v FROM VALUES (1), (2), (3) AS ticks(v)");
    }

    private static FeatureGroup ticks(String statement) {
        return FeatureGroup.named(name())
                .describedAs("Ticks")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.table("tidemark.shop.ticks").timestamp("at"))
                .feature("v", ScalarType.INT32, "Value")
                .sql(statement)
                .build();
    }

    private static FeatureGroup hourly(String... features) {
        return hourly(name(), List.of(features));
    }

    private static FeatureGroup hourlyWithCreated() {
        return hourly(name(), List.of("kept", "dropped"), ", h.at AS created_at");
    }

    private static FeatureGroup hourly(String name, List<String> features) {
        return hourly(name, features, "");
    }

    /** Two users, a row an hour on one day. */
    private static FeatureGroup hourly(String name, List<String> features, String more) {
        FeatureGroupBuilder group = FeatureGroup.named(name)
                .describedAs("Hours")
                .ownedBy("payments")
                .entity(USER)
                .source(payments());
        features.forEach(feature -> group.feature(feature, ScalarType.INT32, feature));
        return group.sql("SELECT u.id AS user_id, h.at AS event_timestamp, hour(h.at) AS kept, hour(h.at) AS dropped"
                        + more + " FROM"
                        + " (SELECT explode(array(1L, 2L)) AS id) u CROSS JOIN (SELECT explode(sequence(TIMESTAMP'2026-03-02 00:00:00',"
                        + " TIMESTAMP'2026-03-02 23:00:00', INTERVAL 1 HOUR)) AS at) h")
                .build();
    }

    private static FeatureGroup javaClass() {
        return FeatureGroup.named(name())
                .describedAs("New users")
                .ownedBy("payments")
                .entity(USER)
                .source(payments())
                .feature("is_new", ScalarType.BOOL, "First payment")
                .computedBy(FirstSeen.class)
                .build();
    }
}
