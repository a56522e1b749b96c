package dev.tidemark.online;

import java.util.List;

/** The bytes of an online store's values, for readers that turn them into answers themselves. Thread-safe. */
public interface StoredValues {
    /**
     * Reads values of any groups, as {@link ValueFormat} describes them; those that lie on one node travel together.
     *
     * @param keys as {@link KeyFormat} makes them
     * @return in the order of the keys
     */
    ReadValues values(List<byte[]> keys);

    /** Tells whether the store answers. */
    boolean ping();

    /** The share of the keys, from 0 to 1, that could be read now. */
    default double answering() {
        return ping() ? 1 : 0;
    }
}
