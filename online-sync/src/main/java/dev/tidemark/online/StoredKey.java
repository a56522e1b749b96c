package dev.tidemark.online;

/**
 * A key in the online store, and the beginning of its value.
 *
 * @param key as {@link KeyFormat} writes it
 * @param head the first {@link ValueHead#LENGTH} bytes of the value, fewer if it is shorter
 */
@SuppressWarnings("ArrayRecordComponent") // on its way between the wire and Spark
public record StoredKey(String key, byte[] head) {}
