package dev.tidemark.offline;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Payments of users, groups that are computed from them, and the tables of these groups at an instant that tests move.
 */
final class PaymentTables {
    static final SparkSession SPARK = SharedSpark.session();

    static final Entity USER = Entity.of("user", "A person who pays", "user_id", ScalarType.INT64);

    static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

    static final TimeRange ALL = TimeRange.ofDays(FIRST, FIRST.plusDays(9));

    private static final AtomicInteger GROUPS = new AtomicInteger();

    private Instant now = Instant.parse("2026-04-01T00:00:00Z");

    private final OfflineStore store = new OfflineStore(SPARK, "features", () -> now);

    private final Materialization materialization = new Materialization(new FeatureCompiler(SPARK), store);

    /** Payments of ten days; each class of tests writes them anew. */
    static void writeSources() {
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

    Instant now() {
        return now;
    }

    void anHourLater() {
        now = now.plusSeconds(3_600);
    }

    OfflineStore store() {
        return store;
    }

    Materialization materialization() {
        return materialization;
    }

    List<String> rows(FeatureGroup group) {
        List<String> rows = new ArrayList<>(
                store.read(group).collectAsList().stream().map(Row::toString).toList());
        Collections.sort(rows);
        return rows;
    }

    static String name() {
        return "group_" + GROUPS.incrementAndGet();
    }

    static DataSource payments() {
        return DataSource.table("tidemark.shop.payments").timestamp("at");
    }

    static FeatureGroupBuilder windows() {
        return FeatureGroups.of(name(), USER)
                .describedAs("It's what a user paid")
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

    static FeatureGroupBuilder statement() {
        return statement(name());
    }

    static FeatureGroupBuilder statement(String name) {
        return FeatureGroups.of(name, USER)
                .source(payments())
                .feature("spent", ScalarType.FLOAT64, "Spent so far")
                .sql("SELECT user_id, max(at) AS event_timestamp, max(amount) AS spent FROM payments GROUP BY user_id");
    }
}
