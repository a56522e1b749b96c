package dev.tidemark.tables;

import dev.tidemark.session.SparkSessions;
import java.util.regex.Pattern;

/**
 * A table of the catalog.
 *
 * @param namespace one or several names, separated by dots
 */
public record TableName(String namespace, String name) {
    private static final Pattern FULL = Pattern.compile("([A-Za-z_]\\w*)(\\.[A-Za-z_]\\w*)*\\.[A-Za-z_]\\w*");

    /**
     * Reads {@code namespace.name}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static TableName parse(String text) {
        String own = SparkSessions.CATALOG + ".";
        String plain = text.startsWith(own) ? text.substring(own.length()) : text;
        if (!FULL.matcher(plain).matches()) {
            throw new IllegalArgumentException(
                    "Invalid table '%s': expected a namespace and a name of letters, digits and underscores, such as shop.payments"
                            .formatted(text));
        }
        int dot = plain.lastIndexOf('.');
        return new TableName(plain.substring(0, dot), plain.substring(dot + 1));
    }

    /** Returns the name as statements and sources write it. */
    public String text() {
        return namespace + "." + name;
    }
}
