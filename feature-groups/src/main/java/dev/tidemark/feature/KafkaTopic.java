package dev.tidemark.feature;

/**
 * A topic whose records are JSON objects with the source's column names as field names. A setting, not the definition,
 * names the brokers.
 */
public record KafkaTopic(String topic) implements EventStream {
    public static KafkaTopic named(String topic) {
        return new KafkaTopic(topic);
    }
}
