package dev.tidemark.session;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.conf.Secret;
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
import java.util.Properties;

/**
 * What a Spark session needs to know.
 *
 * @param master empty to leave it to spark-submit
 * @param warehouseLocation a folder or an {@code s3a://} address
 * @param namespace of the feature tables
 * @param metadataUrl the JDBC URL of the database in which Iceberg's catalog lives
 * @param extra Spark's own properties; those that Tidemark sets itself are stronger
 */
public record SparkConfig(
        String master,
        String warehouseLocation,
        String namespace,
        String metadataUrl,
        String metadataUser,
        Secret metadataPassword,
        Map<String, String> extra) {
    public SparkConfig {
        extra = Map.copyOf(extra);
    }

    public static SparkConfig from(Settings settings) {
        Map<String, String> extra = new LinkedHashMap<>(defaults(settings.text("spark.defaults")));
        String location = settings.text("warehouse.location");
        if (location.startsWith("s3a:")) {
            extra.putAll(s3(settings));
        }
        return new SparkConfig(
                settings.text("spark.master"),
                location.contains(":")
                        ? location
                        : settings.path("warehouse.location").toString(),
                settings.text("warehouse.namespace"),
                settings.text("metadata.url"),
                settings.text("metadata.user"),
                LocalDatabase.password(settings),
                extra);
    }

    private static Map<String, String> s3(Settings settings) {
        Map<String, String> extra = new LinkedHashMap<>();
        extra.put("spark.hadoop.fs.s3a.endpoint.region", settings.text("s3.region"));
        extra.put("spark.hadoop.fs.s3a.path.style.access", String.valueOf(settings.flag("s3.path-style")));
        putIfSet(extra, "spark.hadoop.fs.s3a.endpoint", settings.text("s3.endpoint"));
        putIfSet(
                extra,
                "spark.hadoop.fs.s3a.access.key",
                settings.secret("s3.access-key").value());
        putIfSet(
                extra,
                "spark.hadoop.fs.s3a.secret.key",
                settings.secret("s3.secret-key").value());
        return extra;
    }

    private static void putIfSet(Map<String, String> extra, String key, String value) {
        if (!value.isEmpty()) {
            extra.put(key, value);
        }
    }

    private static Map<String, String> defaults(String file) {
        Properties properties = new Properties();
        try (Reader reader = new StringReader(file.isEmpty() ? ownDefaults() : Files.readString(Path.of(file)))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new ConfigurationException("spark.defaults is '%s', which cannot be read: %s".formatted(file, e));
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name).strip()));
        return values;
    }

    private static String ownDefaults() throws IOException {
        try (InputStream content = Settings.class.getResourceAsStream("/spark-defaults.conf")) {
            return content == null ? "" : new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
