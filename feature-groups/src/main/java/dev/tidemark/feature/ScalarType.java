package dev.tidemark.feature;

import java.time.Instant;
import java.util.Arrays;

/** A type of single values. */
public enum ScalarType implements FeatureType {
    BOOL(Boolean.class),
    INT32(Integer.class),
    INT64(Long.class),
    FLOAT32(Float.class),
    FLOAT64(Double.class),
    STRING(String.class),
    /** Raw bytes, as {@code byte[]} in Java. */
    BYTES(byte[].class),
    /** An instant of whole microseconds in UTC. */
    TIMESTAMP(Instant.class);

    private final Class<?> valueClass;

    ScalarType(Class<?> valueClass) {
        this.valueClass = valueClass;
    }

    @Override
    public String text() {
        return name();
    }

    @Override
    public boolean accepts(Object value) {
        return valueClass.isInstance(value);
    }

    /** Returns true if values of this type may identify an entity: their equality is exact and their text is stable. */
    public boolean canBeJoinKey() {
        return switch (this) {
            case BOOL, INT32, INT64, STRING, TIMESTAMP -> true;
            case FLOAT32, FLOAT64, BYTES -> false;
        };
    }

    static ScalarType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown type '%s'; known: %s and LIST<one of these>"
                        .formatted(name, Arrays.toString(values()))));
    }
}
