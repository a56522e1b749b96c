package dev.tidemark.offline;

import static dev.tidemark.offline.PaymentTables.ALL;
import static dev.tidemark.offline.PaymentTables.FIRST;
import static dev.tidemark.offline.PaymentTables.SPARK;
import static dev.tidemark.offline.PaymentTables.USER;
import static dev.tidemark.offline.PaymentTables.name;
import static dev.tidemark.offline.PaymentTables.payments;
import static dev.tidemark.offline.PaymentTables.statement;
import static dev.tidemark.offline.PaymentTables.windows;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a run computes into its table, and that the same range leaves the same table however it is run. */
final class TestMaterialization {
    private final PaymentTables tables = new PaymentTables();
    private final OfflineStore store = tables.store();
    private final Materialization materialization = tables.materialization();

    @BeforeAll
    static void writeSources() {
        PaymentTables.writeSources();
    }

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
                FROM (SELECT DISTINCT user_id, at + later AS at
                      FROM tidemark.shop.payments, VALUES (INTERVAL 0 HOUR), (INTERVAL 1 HOUR), (INTERVAL 24 HOUR),
                        (INTERVAL 168 HOUR) AS changes(later)
                      WHERE user_id IS NOT NULL) e
                WHERE at < TIMESTAMP '2026-03-11 00:00:00Z'
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

        assertThat(found).hasSizeGreaterThan(8_000).isEqualTo(wanted);
    }

    @Test
    void theLastRowOfEachEntitySaysHowItsValuesGoOn() {
        FeatureGroup known = windows().build();
        FeatureGroup later = windows().build();
        materialization.run(known, ALL);
        materialization.run(later, new TimeRange(ALL.start(), ALL.end().plus(Duration.ofDays(20))));

        List<Row> last = changes(known).collectAsList();
        assertThat(last).hasSize(40);
        assertThat(store.read(known).columns()).doesNotContain(FeatureSchema.CHANGES_TO_COME);
        List<Row> rows = store.read(later)
                .withColumn("micros", call_function("unix_micros", col("event_timestamp")))
                .collectAsList();
        Random random = new Random(5);
        for (Row row : last) {
            ChangesToCome changes = ChangesToCome.of(row.<byte[]>getAs(FeatureSchema.CHANGES_TO_COME));
            long instant = Math.min(
                    Microseconds.of(ALL.end()) + random.nextLong(8 * 86_400_000_000L), changes.knownUntil() - 1);
            Row expected = rows.stream()
                    .filter(one -> one.getAs("user_id").equals(row.getAs("user_id")))
                    .filter(one -> one.<Long>getAs("micros") <= instant)
                    .max(Comparator.comparing(one -> one.<Long>getAs("micros")))
                    .orElseThrow();
            assertThat(changes.apply(values(known, row), types(known), instant)).isEqualTo(values(known, expected));
            assertThat(Microseconds.toInstant(changes.eventTime(instant)))
                    .isEqualTo(expected.<Timestamp>getAs("event_timestamp").toInstant());
        }
    }

    @Test
    void anEarlierTableGetsTheColumnOfChangesAndAGroupAtEventsHasNone() {
        FeatureGroup group = windows().build();
        FeatureGroup atEvents = windows().emit(Emission.onEvent()).build();
        store.ensure(group);
        SPARK.sql("ALTER TABLE %s DROP COLUMN changes_to_come".formatted(store.tableName(group)));

        materialization.run(group, ALL);
        materialization.run(atEvents, ALL);

        assertThat(changes(group).count()).isEqualTo(40);
        assertThat(SPARK.table(store.tableName(atEvents)).columns()).doesNotContain(FeatureSchema.CHANGES_TO_COME);
    }

    private Dataset<Row> changes(FeatureGroup group) {
        return SPARK.table(store.tableName(group)).where("changes_to_come IS NOT NULL");
    }

    private static List<Object> values(FeatureGroup group, Row row) {
        List<Object> values = new ArrayList<>();
        for (String name : group.featureNames()) {
            Object value = row.getAs(name);
            values.add(value instanceof Timestamp time ? time.toInstant() : value);
        }
        return values;
    }

    private static List<FeatureType> types(FeatureGroup group) {
        return group.features().stream().map(Feature::type).toList();
    }

    @Test
    void runningARangeAgainLeavesTheSameTable() {
        for (FeatureGroup group :
                List.of(windows().build(), withoutCreated(), statement().build(), javaClass())) {
            materialization.run(group, ALL);
            Dataset<Row> first = SPARK.createDataFrame(
                    store.read(group).collectAsList(), store.read(group).schema());
            tables.anHourLater();

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

        assertThat(tables.rows(parts)).isEqualTo(tables.rows(whole));
    }

    @Test
    void threeHundredWindowsAreComputedRunAgainAndDropped() {
        TimeRange day = TimeRange.ofDays(FIRST, FIRST);
        FeatureGroup wide = manyWindows(300);
        materialization.run(wide, day);
        List<String> first = tables.rows(wide);
        tables.anHourLater();
        materialization.run(wide, day);
        List<String> again = tables.rows(wide);
        FeatureGroup narrow = manyWindows(1);
        materialization.run(narrow, day);

        assertThat(first).hasSizeGreaterThan(100).isEqualTo(again);
        assertThat(store.read(wide).selectExpr("count(n_1)", "count(n_300)").first())
                .isEqualTo(RowFactory.create((long) first.size(), 0L));
    }

    private static FeatureGroup manyWindows(int count) {
        FeatureGroupBuilder group = FeatureGroups.of("many_windows", USER).source(payments());
        for (int number = 1; number <= count; number++) {
            String hours = number + "h";
            group.feature(
                    "n_" + number, "Payments in " + hours, Aggregation.count().over(hours));
        }
        return group.emit(Emission.onEvent()).build();
    }

    @Test
    void writingOneDayTouchesNothingElse() {
        FeatureGroup group = windows().build();
        materialization.run(group, ALL);
        List<String> before = tables.rows(group);
        TimeRange day = TimeRange.ofDays(FIRST.plusDays(3), FIRST.plusDays(3));

        store.write(group, day, store.read(group).limit(0));

        List<String> outside = store.read(group).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
        assertThat(before).containsAll(outside).hasSizeGreaterThan(outside.size());
        materialization.run(group, day);
        assertThat(tables.rows(group)).isEqualTo(before);
    }

    @Test
    void aBackfillSeesNothingOfTheNextDay() {
        FeatureGroup group = FeatureGroups.of(name(), USER)
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
                .isBefore(tables.now());
    }

    @Test
    void createdAtIsTheInstantOfTheWriteWhereNobodyKnowsIt() {
        FeatureGroup group = withoutCreated();
        materialization.run(group, ALL);

        assertThat(store.read(group).select("created_at").distinct().collectAsList())
                .extracting(row -> row.getTimestamp(0).toInstant())
                .containsExactly(tables.now());
    }

    private static FeatureGroup withoutCreated() {
        return FeatureGroups.of(name(), USER)
                .source(payments())
                .feature(
                        "paid_6h",
                        ScalarType.FLOAT64,
                        "Paid",
                        Aggregation.sum("amount").over("6h"))
                .emit(Emission.every(Duration.ofHours(2)))
                .build();
    }

    private static FeatureGroup javaClass() {
        return FeatureGroups.of(name(), USER)
                .source(payments())
                .feature("is_new", ScalarType.BOOL, "First payment")
                .computedBy(FirstSeen.class)
                .build();
    }
}
