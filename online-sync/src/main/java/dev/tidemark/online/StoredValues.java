package dev.tidemark.online;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of an online store's values, for readers that turn them into answers themselves. Thread-safe. */
public interface StoredValues {
    /**
     * Reads values of any groups, as {@link ValueFormat} describes them; those that lie on one node travel together.
     *
     * @param keys as {@link KeyFormat} makes them
     * @return a value per key, in the order of the keys; null where there is none
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE where a key's node does not answer
     *     in time
     */
    List<byte @Nullable []> values(List<byte[]> keys);

    /** Tells whether the store answers. */
    boolean ping();
}
