package dev.tidemark.session;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.spark.SparkUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Spark's view of the Iceberg catalog with the feature tables. Spark's settings reach all executors with every job, and
 * Spark's logs. They therefore hold only a number for the catalog's properties; the properties and their credentials
 * stay in the driver.
 */
public final class TidemarkCatalog extends SparkCatalog {
    /** The Spark property that names one of this process's catalogs. */
    static final String KEPT = "kept-by-driver";

    private static final Map<String, Map<String, String>> CATALOGS = new ConcurrentHashMap<>();

    /** Keeps a catalog's properties for sessions of this process and returns their name. */
    static String keep(Map<String, String> properties) {
        return CATALOGS.entrySet().stream()
                .filter(kept -> kept.getValue().equals(properties))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> {
                    String name = UUID.randomUUID().toString();
                    CATALOGS.put(name, Map.copyOf(properties));
                    return name;
                });
    }

    @Override
    protected Catalog buildIcebergCatalog(String name, CaseInsensitiveStringMap options) {
        Map<String, String> kept = CATALOGS.get(Objects.requireNonNullElse(options.get(KEPT), ""));
        if (kept == null) {
            throw new IllegalStateException(
                    "Catalog '%s' can be used only in the driver of a session that Tidemark has opened"
                            .formatted(name));
        }
        Map<String, String> all = new HashMap<>(options.asCaseSensitiveMap());
        all.remove(KEPT);
        all.putAll(kept);
        return "jdbc".equals(all.get("type"))
                ? jdbc(name, all)
                : super.buildIcebergCatalog(name, new CaseInsensitiveStringMap(all));
    }

    /**
     * Executors open a table's files with the FileIO that was created here, so the catalog's credentials are left out
     * of it.
     */
    private static Catalog jdbc(String name, Map<String, String> properties) {
        Configuration hadoop = SparkUtil.hadoopConfCatalogOverrides(SparkSession.active(), name);
        JdbcCatalog catalog = new JdbcCatalog(
                all -> CatalogUtil.loadFileIO(
                        all.getOrDefault(CatalogProperties.FILE_IO_IMPL, HadoopFileIO.class.getName()),
                        withoutDatabase(all),
                        hadoop),
                null,
                true);
        catalog.setConf(hadoop);
        Map<String, String> own = new HashMap<>(properties);
        own.remove("type");
        catalog.initialize(name, own);
        return catalog;
    }

    private static Map<String, String> withoutDatabase(Map<String, String> properties) {
        Map<String, String> files = new HashMap<>(properties);
        files.keySet().removeIf(key -> key.startsWith("jdbc.") || key.equals(CatalogProperties.URI));
        return files;
    }
}
