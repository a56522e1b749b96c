package dev.tidemark.feature;

import java.util.List;

/**
 * A list whose elements are all of one scalar type. An element may be null everywhere: in tables, in the online store,
 * in answers and in pushes.
 */
public record ListType(ScalarType element) implements FeatureType {
    @Override
    public String text() {
        return "LIST<" + element.text() + ">";
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(item -> item == null || element.accepts(item));
    }

    @Override
    public String toString() {
        return text();
    }
}
