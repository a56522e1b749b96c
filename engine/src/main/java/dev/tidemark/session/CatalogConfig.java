package dev.tidemark.session;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.conf.Secret;
import dev.tidemark.conf.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Iceberg catalog of the feature tables.
 *
 * @param type one of Iceberg's types, such as {@code jdbc}, or the name of a class
 * @param properties the catalog's properties under Iceberg's names; credentials may be among them
 */
public record CatalogConfig(String type, Map<String, Secret> properties) {
    private static final String JDBC = "jdbc";
    private static final String REST = "rest";
    private static final List<String> TYPES = List.of(JDBC, REST, "hive", "glue", "hadoop");

    public CatalogConfig {
        properties = Map.copyOf(properties);
    }

    /** The catalog in the metadata database. */
    public static CatalogConfig jdbc(String url, String user, Secret password, String warehouse) {
        return new CatalogConfig(
                JDBC,
                Map.of(
                        "uri", new Secret(url),
                        "jdbc.user", new Secret(user),
                        "jdbc.password", password,
                        "jdbc.schema-version", new Secret("V1"),
                        "warehouse", new Secret(warehouse)));
    }

    static CatalogConfig from(Settings settings, String warehouse) {
        String type = settings.text("warehouse.catalog");
        if (!TYPES.contains(type) && !type.contains(".")) {
            throw new ConfigurationException(
                    "warehouse.catalog is '%s'; expected %s, or the full name of a class that is an Iceberg catalog"
                            .formatted(type, String.join(", ", TYPES)));
        }
        Map<String, Secret> properties = settings.properties("warehouse.catalog-properties");
        if (type.equals(REST) && !properties.containsKey("uri")) {
            throw new ConfigurationException(
                    "warehouse.catalog is 'rest' and has no address; set uri in warehouse.catalog-properties, such as"
                            + " uri=http://catalog:8181");
        }
        Map<String, Secret> all = new TreeMap<>();
        if (type.equals(JDBC) && !properties.containsKey("uri")) {
            all.putAll(jdbc(
                            settings.text("metadata.url"),
                            settings.text("metadata.user"),
                            LocalDatabase.password(settings),
                            warehouse)
                    .properties());
        } else if (!type.equals(REST)) {
            // A REST catalog decides where tables are; its {@code warehouse} is a name and not a folder.
            all.put("warehouse", new Secret(warehouse));
        }
        all.putAll(properties);
        return new CatalogConfig(type, all);
    }

    /** Returns true if Tidemark tells the catalog where tables are; otherwise the catalog decides. */
    boolean hasWarehouse() {
        return !type.equals(REST);
    }

    /** The address of the catalog's database, if the catalog is a database. */
    Optional<String> jdbcUrl() {
        return type.equals(JDBC) ? Optional.ofNullable(properties.get("uri")).map(Secret::value) : Optional.empty();
    }

    /** Returns the same catalog with more properties; existing ones take precedence. */
    CatalogConfig withDefaults(Map<String, String> defaults) {
        Map<String, Secret> all = new TreeMap<>();
        defaults.forEach((name, value) -> all.put(name, new Secret(value)));
        all.putAll(properties);
        return new CatalogConfig(type, all);
    }

    /** The properties under Iceberg's names. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        values.put(type.contains(".") ? "catalog-impl" : "type", type);
        properties.forEach((name, value) -> values.put(name, value.value()));
        return values;
    }
}
