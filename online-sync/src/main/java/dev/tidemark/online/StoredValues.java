package dev.tidemark.online;

import java.util.List;

/** Reads the bytes of an online store's values, for readers that convert them to answers themselves. Thread-safe. */
public interface StoredValues {
    /**
     * Reads values of any groups, in the form of {@link ValueFormat}; values on one node are read in one request.
     *
     * @param keys as {@link KeyFormat} makes them
     * @return in the order of the keys
     */
    ReadValues values(List<byte[]> keys);

    /** Returns true if the store answers. */
    boolean ping();

    /** Returns the part of the store that can be read now, and why not the rest. */
    default Answering answering() {
        return ping() ? Answering.ALL : Answering.nothing("it does not answer", "");
    }
}
