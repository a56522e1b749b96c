package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmark.spark.BenchmarkSpark;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A year of a web shop's invoice lines, each joined with what its customer, its product and the two together did
 * before, by every plan and by DuckDB. Customers are missing on a quarter of the lines, and lines of an invoice share
 * their minute: only the order in which they were written tells them apart.
 */
final class ITInvoicesAsof {
    private static final Path DATA = Path.of(System.getProperty("tidemark.root"), "../shared/data/online-retail");
    private static final int LINES = 541_909;

    private static final JoinKey CUSTOMER = new JoinKey("customer_id", ScalarType.INT64);
    private static final JoinKey PRODUCT = new JoinKey("stock_code", ScalarType.STRING);

    private static final FeatureGroup CUSTOMERS = FeatureGroup.named("customer")
            .describedAs("A customer's last line at least an hour ago")
            .ownedBy("tests")
            .entity(Entity.composite("customer", "Who buys", CUSTOMER))
            .source(DataSource.table("lines").timestamp("event_timestamp"))
            .sql("SELECT * FROM lines")
            .feature("customer_line", ScalarType.INT64, "Its number")
            .feature("customer_price", ScalarType.FLOAT64, "Its price")
            .feature("customer_country", ScalarType.STRING, "Where it went")
            .timeToLive(Duration.ofDays(7))
            .availabilityDelay(Duration.ofHours(1))
            .build();

    private static final FeatureGroup PRODUCTS = FeatureGroup.named("product")
            .describedAs("A product's last line")
            .ownedBy("tests")
            .entity(Entity.composite("product", "What is sold", PRODUCT))
            .source(DataSource.table("lines").timestamp("event_timestamp"))
            .sql("SELECT * FROM lines")
            .feature("product_line", ScalarType.INT64, "Its number")
            .feature("product_quantity", ScalarType.INT64, "How many")
            .feature("product_description", ScalarType.STRING, "Its text, often missing")
            .timeToLive(Duration.ofDays(3))
            .build();

    private static final FeatureGroup BOTH = FeatureGroup.named("habit")
            .describedAs("The last time that this customer bought this product")
            .ownedBy("tests")
            .entity(Entity.composite("habit", "Who buys what", CUSTOMER, PRODUCT))
            .source(DataSource.table("lines").timestamp("event_timestamp"))
            .sql("SELECT * FROM lines")
            .feature("habit_line", ScalarType.INT64, "Its number")
            .feature("habit_price", ScalarType.FLOAT64, "Its price")
            .build();

    @TempDir
    Path folder;

    private SparkSession spark;

    @BeforeEach
    void open() {
        spark = BenchmarkSpark.open("test", folder, 2);
    }

    @AfterEach
    void close() {
        spark.stop();
    }

    @Test
    void everyPlanAgreesWithDuckDbOnEveryLine() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(DATA), "Skipped: no invoices at " + DATA);
        JoinedRows joined = new JoinedRows(spark, load(), folder.resolve("joined"));
        Dataset<Row> expected = joined.byDuckDb();

        assertThat(expected.count()).isEqualTo(LINES);
        assertThat(expected.where("customer_id IS NULL").count()).isEqualTo(135_080);
        assertThat(expected.where("customer_id IS NULL AND (customer_line IS NOT NULL OR habit_line IS NOT NULL)")
                        .count())
                .isZero();
        assertThat(expected.where("customer_line IS NOT NULL").count()).isGreaterThan(20_000);
        assertThat(expected.where("product_line IS NOT NULL").count()).isGreaterThan(100_000);
        assertThat(expected.where("habit_line IS NOT NULL").count()).isGreaterThan(100_000);
        for (OurPlan plan : OurPlan.all()) {
            JoinedRows.assertSame(plan.name(), joined.by(plan), expected);
        }
    }

    /** The lines in the order of the files, numbered; a line was written as many microseconds after its minute. */
    private JoinInputs load() {
        Path lines = folder.resolve("lines");
        spark.read()
                .option("header", "true")
                .csv(DATA.toString())
                .selectExpr(
                        "row_number() OVER (ORDER BY input_file_name(), monotonically_increasing_id()) AS line", "*")
                .selectExpr(
                        "CAST(line AS BIGINT) AS line",
                        "StockCode AS stock_code",
                        "Description AS description",
                        "CAST(Quantity AS BIGINT) AS quantity",
                        "to_timestamp(InvoiceDate) AS event_timestamp",
                        "timestamp_micros(unix_micros(to_timestamp(InvoiceDate)) + line) AS created_at",
                        "CAST(UnitPrice AS DOUBLE) AS price",
                        "CAST(CAST(CustomerID AS DOUBLE) AS BIGINT) AS customer_id",
                        "Country AS country")
                .write()
                .parquet(lines.toString());
        Path spine = keep(lines, "spine", "line AS label_id", "customer_id", "stock_code", "event_timestamp");
        Path customers = keep(
                lines,
                "customers",
                "customer_id",
                "event_timestamp",
                "created_at",
                "line AS customer_line",
                "price AS customer_price",
                "country AS customer_country");
        Path products = keep(
                lines,
                "products",
                "stock_code",
                "event_timestamp",
                "created_at",
                "line AS product_line",
                "quantity AS product_quantity",
                "description AS product_description");
        Path both = keep(
                lines,
                "both",
                "customer_id",
                "stock_code",
                "event_timestamp",
                "created_at",
                "line AS habit_line",
                "price AS habit_price");
        return new JoinInputs(
                spine,
                List.of(
                        new GroupTable(CUSTOMERS, customers),
                        new GroupTable(PRODUCTS, products),
                        new GroupTable(BOTH, both)));
    }

    private Path keep(Path lines, String name, String... columns) {
        Path path = folder.resolve(name);
        spark.read().parquet(lines.toString()).selectExpr(columns).write().parquet(path.toString());
        return path;
    }
}
