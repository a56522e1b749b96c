package dev.tidemark.session;

import dev.tidemark.conf.DatabaseDriver;
import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.spark.TidemarkExtensions;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.jdbc.DriverRegistry;

/** Opens Spark sessions that have Tidemark's catalog. */
public final class SparkSessions {
    /** The name of the Iceberg catalog that holds feature tables, and of the default catalog. */
    public static final String CATALOG = "tidemark";

    /** Properties that Iceberg's Spark catalog reads itself, before it creates a catalog: none of them is secret. */
    private static final Pattern OF_SPARKS_CATALOG = Pattern.compile(
            "cache[.-].*|table-(default|override)\\..*|default-namespace|rest-catalog-purge|hadoop\\..*");

    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");
    private static final String SECRETS = "(?i)secret|password|token|credential|access[.]?key";

    private SparkSessions() {}

    /**
     * Opens a session, or adopts the one that this JVM has.
     *
     * <p>No secret is in its properties: catalogs and S3 clients get them from this process.
     *
     * <p>The session zone is UTC, so that no result depends on the machine. The caller stops the session.
     */
    public static SparkSession open(SparkConfig config, String applicationName) {
        // Spark's catalog may be the first to open the metadata database.
        LocalDatabase.listenOnLoopback();
        // Iceberg's catalog asks DriverManager, possibly from a class loader above Tidemark's, so Spark registers a
        // wrapper around the driver.
        config.catalog().jdbcUrl().flatMap(DatabaseDriver::className).ifPresent(DriverRegistry::register);
        config.s3Keys().ifPresent(AwsKeys::use);
        return SparkSession.builder().config(conf(config, applicationName)).getOrCreate();
    }

    /** Makes a session use another catalog of feature tables than the one with which it was opened. */
    public static void useCatalog(SparkSession session, CatalogConfig config) {
        SparkConf conf = new SparkConf(/* loadDefaults= */ false);
        setCatalog(conf, config);
        for (var property : conf.getAll()) {
            session.conf().set(property._1(), property._2());
        }
    }

    static SparkConf conf(SparkConfig config, String applicationName) {
        SparkConf conf = new SparkConf();
        config.extra().forEach(conf::setIfMissing);
        if (!config.master().isEmpty()) {
            conf.setIfMissing("spark.master", config.master());
        }
        if (conf.get("spark.master", "").startsWith("local")) {
            // On one machine shuffle data goes through the page cache; compressing and checksumming it would cost more
            // than moving it.
            conf.setIfMissing("spark.shuffle.compress", "false");
            conf.setIfMissing("spark.shuffle.checksum.enabled", "false");
            // Spark's bypass writes one file per reducer and then concatenates them, so data is written twice; gather
            // and sort in memory instead.
            conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
            conf.setIfMissing("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
            // No other process has to reach this driver. On a cluster the executors must, so Spark chooses the address
            // there.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        // Spark logs a slow event unredacted, with all settings and any secrets among them.
        conf.setIfMissing("spark.scheduler.listenerbus.logSlowEvent", "false");
        conf.setIfMissing("spark.ui.enabled", "false");
        FixedProperties.set(conf);
        setCatalog(conf, config.catalog());
        conf.set("spark.sql.extensions", extensions(conf.get("spark.sql.extensions", "")));
        conf.set("spark.redaction.regex", redacted(conf.get("spark.redaction.regex", "")));
        return conf.setAppName(applicationName);
    }

    private static void setCatalog(SparkConf conf, CatalogConfig config) {
        String catalog = "spark.sql.catalog." + CATALOG;
        conf.set(catalog, TidemarkCatalog.class.getName());
        Map<String, String> kept = new TreeMap<>();
        config.values().forEach((name, value) -> {
            if (OF_SPARKS_CATALOG.matcher(name).matches()) {
                conf.set(catalog + "." + name, value);
            } else {
                kept.put(name, value);
            }
        });
        conf.set(catalog + "." + TidemarkCatalog.KEPT, TidemarkCatalog.keep(kept));
        // Tables change during a long-lived session (the scheduler's), so they must not be cached.
        conf.set(catalog + ".cache-enabled", "false");
    }

    /** Tidemark's extensions come first, then the user's. */
    private static String extensions(String users) {
        Set<String> all = new LinkedHashSet<>();
        all.add("org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        all.add(TidemarkExtensions.class.getName());
        SEPARATOR.splitAsStream(users).filter(name -> !name.isEmpty()).forEach(all::add);
        return String.join(",", all);
    }

    private static String redacted(String users) {
        return users.isEmpty() ? SECRETS : SECRETS + "|" + users;
    }
}
