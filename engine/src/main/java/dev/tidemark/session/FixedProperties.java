package dev.tidemark.session;

import dev.tidemark.conf.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/** Spark's properties that Tidemark sets. A user's value would have no effect, so it is refused instead of dropped. */
final class FixedProperties {
    private static final String CATALOG = "spark.sql.catalog." + SparkSessions.CATALOG;
    private static final Map<String, String> VALUES = values();

    private FixedProperties() {}

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("spark.sql.defaultCatalog", SparkSessions.CATALOG);
        values.put("spark.sql.session.timeZone", "UTC");
        // Readers other than Spark know these; INT96 has been deprecated for years.
        values.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        // pandas writes nanoseconds by default; NanosecondColumns turns the numbers back into instants.
        values.put("spark.sql.legacy.parquet.nanosAsLong", "true");
        return values;
    }

    /**
     * Sets the properties.
     *
     * @param conf the user's properties, from {@code spark.defaults} or spark-submit
     * @throws ConfigurationException naming each property that the user has set to another value
     */
    static void set(SparkConf conf) {
        List<String> problems = new ArrayList<>();
        VALUES.forEach((name, value) -> {
            String given = conf.get(name, value);
            if (!given.equals(value)) {
                problems.add("%s is '%s'; Tidemark needs '%s': remove it, or give spark-submit --conf %s=%s"
                        .formatted(name, given, value, name, value));
            }
            conf.set(name, value);
        });
        for (var property : conf.getAll()) {
            String name = property._1();
            if (name.equals(CATALOG) || name.startsWith(CATALOG + ".")) {
                problems.add(
                        "%s is set; Tidemark's catalog is configured by warehouse.catalog and warehouse.catalog-properties: remove it there and set it here"
                                .formatted(name));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("Spark's properties that cannot count:\n" + String.join("\n", problems));
        }
    }
}
