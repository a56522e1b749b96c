package dev.tidemark.feature;

import java.util.List;

/** A list whose elements are all of one scalar type; elements are never null. */
public record ListType(ScalarType element) implements FeatureType {
    @Override
    public String text() {
        return "LIST<" + element.text() + ">";
    }

    @Override
    public boolean accepts(Object value) {
        return value instanceof List<?> list && list.stream().allMatch(item -> item != null && element.accepts(item));
    }

    @Override
    public String toString() {
        return text();
    }
}
