package dev.tidemark.feature;

import java.util.Locale;

/** The type of a feature's values, the same offline, online and on the wire. */
public sealed interface FeatureType permits ScalarType, ListType {

    /** Returns the name that {@link #parse} reads: {@code INT64}, {@code LIST<INT64>}. */
    String text();

    /**
     * Tells whether a value is of this type's Java class, elements included; null never is.
     *
     * <p>The classes are {@code Boolean}, {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@code String},
     * {@code byte[]}, {@code Instant} and {@code List} of these.
     */
    boolean accepts(Object value);

    /** Reads a type from its name, in any case of letters. */
    static FeatureType parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.startsWith("LIST<") && name.endsWith(">")) {
            return new ListType(ScalarType.named(name.substring(5, name.length() - 1)));
        }
        return ScalarType.named(name);
    }

    /** A list whose elements are all of one scalar type. */
    static ListType listOf(ScalarType element) {
        return new ListType(element);
    }
}
