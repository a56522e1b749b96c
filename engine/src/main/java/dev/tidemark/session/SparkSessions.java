package dev.tidemark.session;

import dev.tidemark.conf.DatabaseDriver;
import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.pointintime.slot.TidemarkExtensions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.jdbc.DriverRegistry;

/** Opens Spark sessions that have Tidemark's catalog. */
public final class SparkSessions {
    /** The name of the Iceberg catalog that holds feature tables, and of the default catalog. */
    public static final String CATALOG = "tidemark";

    private SparkSessions() {}

    /**
     * Opens a session, or adopts the one that this JVM has.
     *
     * <p>The session zone is UTC, so that no result depends on the machine. The caller stops the session.
     */
    public static SparkSession open(SparkConfig config, String applicationName) {
        // Its catalog may be the first that opens the metadata database.
        LocalDatabase.listenOnLoopback();
        // Iceberg's catalog asks DriverManager, maybe from a class loader above Tidemark's: Spark registers a driver of
        // its own around it.
        DatabaseDriver.className(config.metadataUrl()).ifPresent(DriverRegistry::register);
        return SparkSession.builder().config(conf(config, applicationName)).getOrCreate();
    }

    static SparkConf conf(SparkConfig config, String applicationName) {
        SparkConf conf = new SparkConf();
        config.extra().forEach(conf::setIfMissing);
        if (!config.master().isEmpty()) {
            conf.setIfMissing("spark.master", config.master());
        }
        if (conf.get("spark.master", "").startsWith("local")) {
            // What goes through the page cache of one machine costs more to compress and to sum up than to move.
            conf.setIfMissing("spark.shuffle.compress", "false");
            conf.setIfMissing("spark.shuffle.checksum.enabled", "false");
            // A file per task of the join, put together afterwards, is written twice: gather and sort in memory
            // instead.
            conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
            conf.setIfMissing("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
            // Nobody else has to reach this driver. On a cluster the executors do, so Spark chooses the address there.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        // Spark logs a slow event whole and unredacted: settings, and with them whatever secrets a user has put there.
        conf.set("spark.scheduler.listenerbus.logSlowEvent", "false");
        conf.setIfMissing("spark.ui.enabled", "false");
        String catalog = "spark.sql.catalog." + CATALOG;
        return conf.setAppName(applicationName)
                .set(
                        "spark.sql.extensions",
                        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                                + TidemarkExtensions.class.getName())
                .set(catalog, "org.apache.iceberg.spark.SparkCatalog")
                .set(catalog + ".type", "jdbc")
                .set(catalog + ".uri", config.metadataUrl())
                .set(catalog + ".jdbc.user", config.metadataUser())
                .set(catalog + ".jdbc.password", config.metadataPassword().value())
                .set(catalog + ".jdbc.schema-version", "V1")
                .set(catalog + ".warehouse", config.warehouseLocation())
                // Tables change under a long-lived session (the scheduler's): never serve a cached one.
                .set(catalog + ".cache-enabled", "false")
                .set("spark.sql.defaultCatalog", CATALOG)
                .set("spark.sql.session.timeZone", "UTC")
                // Readers other than Spark know these; INT96 has been deprecated for years.
                .set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                // What pandas writes by default; NanosecondColumns turns the numbers back into instants.
                .set("spark.sql.legacy.parquet.nanosAsLong", "true")
                .set("spark.redaction.regex", "(?i)secret|password|token|access[.]?key");
    }
}
