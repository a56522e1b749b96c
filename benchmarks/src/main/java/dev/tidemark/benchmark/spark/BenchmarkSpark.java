package dev.tidemark.benchmark.spark;

import dev.tidemark.conf.Settings;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkSessions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The session that benchmarks run in: the product's own, with its defaults, but that a query leaves no files for the
 * next.
 */
public final class BenchmarkSpark {
    private BenchmarkSpark() {}

    /**
     * Opens it.
     *
     * @param name of the application
     * @param folder for what Spark spills and for a catalog that nothing uses
     */
    public static SparkSession open(String name, Path folder, int threads) {
        Map<String, String> environment = Map.of(
                "TIDEMARK_HOME", folder.resolve("home").toString(),
                "TIDEMARK_SPARK_MASTER", "local[%d]".formatted(threads));
        SparkConfig product = SparkConfig.from(Settings.load(environment, Optional.empty()));
        Map<String, String> extra = new LinkedHashMap<>(product.extra());
        extra.put("spark.local.dir", folder.resolve("scratch").toString());
        // A run must not pay for the one before: files of a shuffle that stay take memory that was at hand, and are
        // written to the disk meanwhile.
        extra.put("spark.sql.classic.shuffleDependency.fileCleanup.enabled", "true");
        SparkSession spark =
                SparkSessions.open(new SparkConfig(product.master(), product.catalog(), product.s3Keys(), extra), name);
        spark.sparkContext().setLogLevel("ERROR");
        return spark;
    }
}
