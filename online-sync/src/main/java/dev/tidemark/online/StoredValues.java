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

    /** How much could be read now, and why not the rest. */
    default Answering answering() {
        return ping() ? Answering.ALL : Answering.nothing("it does not answer", "");
    }
}
