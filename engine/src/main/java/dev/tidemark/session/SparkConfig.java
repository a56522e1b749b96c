package dev.tidemark.session;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The configuration of a Spark session.
 *
 * @param master empty to leave it to spark-submit
 * @param catalog of the feature tables
 * @param s3Keys of object storage, for this process only
 * @param extra further properties of Spark's, none of which may be one that Tidemark sets
 */
public record SparkConfig(String master, CatalogConfig catalog, Optional<AwsKeys> s3Keys, Map<String, String> extra) {
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");

    public SparkConfig {
        extra = Map.copyOf(extra);
    }

    public static SparkConfig from(Settings settings) {
        String location = settings.text("warehouse.location");
        CatalogConfig catalog = CatalogConfig.from(
                settings,
                location.contains(":")
                        ? location
                        : settings.path("warehouse.location").toString());
        S3Properties s3 = S3Properties.from(settings);
        Map<String, String> extra = new LinkedHashMap<>(ownDefaults());
        if (location.startsWith("s3a:") || s3.areSet()) {
            extra.putAll(s3.ofHadoop());
            catalog = catalog.withDefaults(s3.ofIceberg());
        }
        extra.putAll(defaults(settings.text("spark.defaults")));
        refuseCatalogInNamespace(settings, catalog, extra);
        return new SparkConfig(settings.text("spark.master"), catalog, AwsKeys.from(settings), extra);
    }

    /** Iceberg would read {@code lake.features} as a namespace within a namespace. */
    private static void refuseCatalogInNamespace(Settings settings, CatalogConfig catalog, Map<String, String> extra) {
        String namespace = settings.text("warehouse.namespace");
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new ConfigurationException(
                    "warehouse.namespace is '%s'; expected a name of letters, digits and underscores, such as features"
                            .formatted(namespace));
        }
        int dot = namespace.indexOf('.');
        boolean namesCatalog = dot > 0 && extra.containsKey("spark.sql.catalog." + namespace.substring(0, dot));
        if (dot > 0 && (namesCatalog || catalog.type().equals("jdbc"))) {
            throw new ConfigurationException(
                    "warehouse.namespace is '%s'; expected a namespace without its catalog, such as '%s'. To keep feature tables in another catalog, set warehouse.catalog and warehouse.catalog-properties"
                            .formatted(namespace, namespace.substring(dot + 1)));
        }
    }

    /** Reads the user's file, whose properties take precedence over Tidemark's. */
    private static Map<String, String> defaults(String file) {
        if (file.isEmpty()) {
            return Map.of();
        }
        try {
            return properties(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new ConfigurationException("spark.defaults is '%s', which cannot be read: %s".formatted(file, e));
        }
    }

    private static Map<String, String> ownDefaults() {
        try (InputStream content = Settings.class.getResourceAsStream("/spark-defaults.conf")) {
            return content == null ? Map.of() : properties(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigurationException("spark-defaults.conf of Tidemark cannot be read: " + e);
        }
    }

    private static Map<String, String> properties(String text) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(text)) {
            properties.load(reader);
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name).strip()));
        return values;
    }
}
