package dev.tidemark.feature;

/**
 * A topic whose records are JSON objects with the source's column names as field names. Which brokers have it is a
 * setting, not part of the definition.
 */
public record KafkaTopic(String topic) implements EventStream {
    public static KafkaTopic named(String topic) {
        return new KafkaTopic(topic);
    }
}
