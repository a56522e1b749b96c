package dev.tidemark.conf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings that hold properties of another product, whose names Tidemark does not know: a map in a YAML file, or text
 * of the form {@code name=value}, one on each line or separated by commas.
 */
final class OpenKeys {
    static final String CATALOG = "warehouse.catalog-properties";

    /** A comma separates only if another {@code name=} follows, so that values may contain commas. */
    private static final Pattern SEPARATOR = Pattern.compile("\\R|,(?=\\s*[A-Za-z0-9_.-]+=)");

    private OpenKeys() {}

    /** Returns true if a key is within a map of free properties. */
    static boolean isWithinOne(String key) {
        return key.startsWith(CATALOG + ".");
    }

    /** Returns the name of a free property without the quotes that YAML needs for dots. */
    static String name(String key) {
        return key.substring(CATALOG.length() + 1).replace("\"", "");
    }

    /**
     * Reads properties from text.
     *
     * @throws IllegalArgumentException if a part has no name
     */
    static Map<String, String> parse(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String part : SEPARATOR.splitAsStream(text).toList()) {
            String property = part.strip();
            if (property.isEmpty() || property.startsWith("#")) {
                continue;
            }
            int equals = property.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException();
            }
            properties.put(
                    property.substring(0, equals).strip(),
                    property.substring(equals + 1).strip());
        }
        return properties;
    }
}
