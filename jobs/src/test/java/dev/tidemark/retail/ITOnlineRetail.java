package dev.tidemark.retail;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.launch.Application;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.sync.SyncRequest;
import dev.tidemark.sync.destination.RedisTarget;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetResult;
import dev.tidemark.training.source.SourceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every line of every invoice of a web shop in a year, dirty as it came: customers, products, and whether an invoice is
 * a cancellation.
 */
final class ITOnlineRetail {
    private static final Path DATA = Path.of(System.getProperty("tidemark.root"), "../shared/data/online-retail");
    private static final TimeRange YEAR = TimeRange.ofDays(LocalDate.of(2010, 12, 1), LocalDate.of(2011, 12, 9));
    private static final int LINES = 541_909;

    private static final Entity CUSTOMER = Entity.of("customer", "Who buys", "customer_id", ScalarType.INT64);
    private static final Entity PRODUCT = Entity.of("product", "What is sold", "stock_code", ScalarType.STRING);
    private static final DataSource SOURCE = DataSource.table("retail.lines").timestamp("invoice_date");

    private static final FeatureGroup CUSTOMERS = FeatureGroups.of("customer_purchases", CUSTOMER)
            .source(SOURCE)
            .feature("lines_30d", "Lines in 30 days", Aggregation.count().over("30d"))
            .feature(
                    "quantity_30d",
                    ScalarType.INT64,
                    "Pieces in 30 days",
                    Aggregation.sum("quantity").over("30d"))
            .feature(
                    "price_avg_30d", "Mean price", Aggregation.avg("unit_price").over("30d"))
            .feature(
                    "price_stddev_30d",
                    "Spread of prices",
                    Aggregation.stddev("unit_price").over("30d"))
            .feature(
                    "invoices_90d",
                    "Invoices in 90 days",
                    Aggregation.countDistinct("invoice_no").over("90d"))
            .feature(
                    "returned_lines_90d",
                    "Lines returned",
                    Aggregation.count().over("90d").where("quantity < 0"))
            .online()
            .build();

    private static final FeatureGroup PRODUCTS = FeatureGroups.of("product_sales", PRODUCT)
            .source(SOURCE)
            .feature(
                    "sold_7d",
                    ScalarType.INT64,
                    "Pieces in a week",
                    Aggregation.sum("quantity").over("7d"))
            .feature(
                    "price_max_30d",
                    ScalarType.FLOAT64,
                    "Highest price",
                    Aggregation.max("unit_price").over("30d"))
            .feature(
                    "price_min_30d",
                    ScalarType.FLOAT64,
                    "Lowest price",
                    Aggregation.min("unit_price").over("30d"))
            .feature(
                    "buyers_30d",
                    "Customers in 30 days",
                    Aggregation.countDistinct("customer_id").over("30d"))
            .online()
            .build();

    /** The rule book's windows in SQL: the values at the spine's instant, for entities that have bought or sold. */
    private static final String CUSTOMERS_IN_SQL = """
            WITH known AS (
              SELECT DISTINCT s.invoice_no, s.customer_id, s.invoice_date AS at FROM retail.spine s
              JOIN retail.lines l ON l.customer_id = s.customer_id AND l.invoice_date <= s.invoice_date)
            SELECT s.invoice_no,
              count_if(l.invoice_date > s.at - INTERVAL 30 DAYS) AS lines_30d,
              sum(l.quantity) FILTER (WHERE l.invoice_date > s.at - INTERVAL 30 DAYS) AS quantity_30d,
              avg(l.unit_price) FILTER (WHERE l.invoice_date > s.at - INTERVAL 30 DAYS) AS price_avg_30d,
              stddev_samp(l.unit_price) FILTER (WHERE l.invoice_date > s.at - INTERVAL 30 DAYS) AS price_stddev_30d,
              count(DISTINCT l.invoice_no) AS invoices_90d,
              count_if(l.quantity < 0) AS returned_lines_90d
            FROM known s LEFT JOIN retail.lines l ON l.customer_id = s.customer_id
              AND l.invoice_date <= s.at AND l.invoice_date > s.at - INTERVAL 90 DAYS
            GROUP BY s.invoice_no
            """;

    private static final String PRODUCTS_IN_SQL = """
            WITH known AS (
              SELECT DISTINCT s.invoice_no, s.stock_code, s.invoice_date AS at FROM retail.spine s
              JOIN retail.lines l ON l.stock_code = s.stock_code AND l.invoice_date <= s.invoice_date)
            SELECT s.invoice_no,
              sum(l.quantity) FILTER (WHERE l.invoice_date > s.at - INTERVAL 7 DAYS) AS sold_7d,
              max(l.unit_price) AS price_max_30d,
              min(l.unit_price) AS price_min_30d,
              count(DISTINCT l.customer_id) AS buyers_30d
            FROM known s LEFT JOIN retail.lines l ON l.stock_code = s.stock_code
              AND l.invoice_date <= s.at AND l.invoice_date > s.at - INTERVAL 30 DAYS
            GROUP BY s.invoice_no
            """;

    @TempDir
    Path folder;

    @Test
    void theWholeRoadAgreesWithPlainSqlOverAllOfTheData() {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "Skipped: no invoices at " + DATA);
        Map<String, String> environment = Map.of(
                "TIDEMARK_HOME", folder.resolve("home").toString(),
                "TIDEMARK_SPARK_MASTER", "local[2]",
                "TIDEMARK_REDIS_PORTS", String.valueOf(SharedRedisCluster.freePorts()));
        try (Application application =
                Application.open(null, environment, Console.ofProcess(Verbosity.QUIET), InstantSource.system())) {
            load(application.offline().spark());
            List<FeatureGroup> groups = List.of(CUSTOMERS, PRODUCTS);
            application
                    .metadata()
                    .registry()
                    .apply(application.metadata().registry().plan(groups));
            groups.forEach(
                    group -> application.offline().materialization().restart(group, ChunkPlan.of(List.of(YEAR))));
            TrainingSetResult result = application.offline().trainingSets().build(trainingSet());
            TrainingSetResult fromSources =
                    application.offline().trainingSets().build(trainingSet().fromSources(SourceChoice.ALL));
            assertThat(fromSources.manifest().inputs().sources()).hasSize(2);
            assertThat(fromSources.digest()).as("computed from the lines").isEqualTo(result.digest());
            Dataset<Row> built =
                    application.offline().spark().read().parquet(result.output().text());

            assertThat(result.rows()).isEqualTo(25_900);
            assertThat(built.where("is_cancellation").count()).isEqualTo(3_836);
            assertThat(built.where("customer_id IS NULL AND lines_30d IS NOT NULL")
                            .count())
                    .isZero();
            assertThat(built.where("customer_id IS NULL").count()).isPositive();
            assertAgree(application.offline().spark(), built, CUSTOMERS, CUSTOMERS_IN_SQL);
            assertAgree(application.offline().spark(), built, PRODUCTS, PRODUCTS_IN_SQL);
            groups.forEach(group -> application.online().sync().run(group, new SyncRequest.News()));
            assertServed(application);
        }
    }

    private TrainingSet trainingSet() {
        return new TrainingSet(
                new Spine.Table("retail.spine"),
                "invoice_date",
                List.of(new FeatureReference("customer_purchases", null), new FeatureReference("product_sales", null)),
                Knowledge.eventTime(),
                false,
                new Output.Parquet(folder.resolve("invoices").toString()));
    }

    private static void load(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS retail");
        spark.read()
                .option("header", "true")
                .csv(DATA.toString())
                .selectExpr(
                        "InvoiceNo AS invoice_no",
                        "StockCode AS stock_code",
                        "CAST(Quantity AS BIGINT) AS quantity",
                        "to_timestamp(InvoiceDate) AS invoice_date",
                        "CAST(UnitPrice AS DOUBLE) AS unit_price",
                        "CAST(CAST(CustomerID AS DOUBLE) AS BIGINT) AS customer_id",
                        "Country AS country")
                .writeTo("retail.lines")
                .using("iceberg")
                .createOrReplace();
        assertThat(spark.table("retail.lines").count()).isEqualTo(LINES);
        spark.sql(
                "CREATE OR REPLACE TABLE retail.spine USING iceberg AS SELECT invoice_no, max(customer_id) AS customer_id,"
                        + " min(stock_code) AS stock_code, max(invoice_date) AS invoice_date,"
                        + " invoice_no LIKE 'C%' AS is_cancellation FROM retail.lines GROUP BY invoice_no");
    }

    /** Every value of every invoice; doubles to nine digits, because SQL adds them in an order of its own. */
    private static void assertAgree(SparkSession spark, Dataset<Row> built, FeatureGroup group, String sql) {
        String key = group.entity().joinKeyNames().getFirst();
        Dataset<Row> found = built.where(key + " IS NOT NULL").as("found");
        Dataset<Row> expected = spark.sql(sql).as("expected");
        Row outcome = found.join(expected, expr("found.invoice_no = expected.invoice_no"), "full")
                .selectExpr(
                        "count(*)",
                        "count(found.invoice_no)",
                        "count(expected.invoice_no)",
                        "count_if(COALESCE(%s, false))".formatted(agree(group)))
                .first();

        assertThat(outcome.getLong(0)).isGreaterThan(20_000);
        assertThat(List.of(outcome.getLong(1), outcome.getLong(2), outcome.getLong(3)))
                .as("invoices of %s found, expected and agreeing", group.name())
                .containsOnly(outcome.getLong(0));
    }

    private static String agree(FeatureGroup group) {
        return group.features().stream()
                .map(feature -> (feature.type() == ScalarType.FLOAT64
                                ? "(found.%1$s <=> expected.%1$s OR abs(found.%1$s - expected.%1$s) <= 1e-9 * abs(expected.%1$s) + 1e-9)"
                                : "found.%1$s <=> expected.%1$s")
                        .formatted(feature.name()))
                .collect(Collectors.joining(" AND "));
    }

    /** Redis has for every customer what the table's newest row says, at the end of the year. */
    private static void assertServed(Application application) {
        List<Row> newest = application
                .offline()
                .store()
                .read(CUSTOMERS)
                .groupBy("customer_id")
                .agg(
                        org.apache.spark.sql.functions.max("event_timestamp"),
                        org.apache.spark.sql.functions.max_by(
                                org.apache.spark.sql.functions.col("quantity_30d"),
                                org.apache.spark.sql.functions.col("event_timestamp")),
                        org.apache.spark.sql.functions.max_by(
                                org.apache.spark.sql.functions.col("price_avg_30d"),
                                org.apache.spark.sql.functions.col("event_timestamp")))
                .collectAsList();
        List<EntityKey> keys = newest.stream()
                .map(row -> EntityKey.of(CUSTOMER, row.getLong(0)))
                .toList();
        RedisTarget redis = (RedisTarget) application.online().target();
        // The windows of a year that is long over would all be empty today.
        try (OnlineStore store =
                RedisOnlineStore.open(redis.config(), () -> YEAR.end().minusMillis(1))) {
            List<OnlineFeatures> answers = store.read(CUSTOMERS, keys, List.of("quantity_30d", "price_avg_30d"));

            assertThat(keys).hasSize(4_372);
            for (int position = 0; position < keys.size(); position++) {
                Row row = newest.get(position);
                assertThat(answers.get(position).values()).containsExactly(row.get(2), row.get(3));
                assertThat(answers.get(position).eventTimestamp())
                        .isEqualTo(row.getTimestamp(1).toInstant());
            }
        }
    }
}
