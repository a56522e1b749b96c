package dev.tidemark.online;

import dev.tidemark.feature.FeatureGroup;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The operations that a sync needs beyond writing and reading: it retracts values that the table has lost. Thread-safe.
 */
public interface SyncStore extends OnlineStore {
    /**
     * Replaces values by older rows, or removes them, each only if the stored value still begins with the given head: a
     * value that another writer has replaced meanwhile stays. An expired next row counts as none.
     *
     * @return the number of values that were replaced or removed
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE; repeating all of them is
     *     harmless
     */
    long replace(FeatureGroup group, List<Replacement> replacements);

    /** Returns the parts of the store, which have distinct keys and can be scanned at the same time. */
    List<String> parts();

    /**
     * Scans one part of the store, a batch at a time, without blocking other callers. A key that is added or removed
     * meanwhile may be missing; a key may appear twice.
     *
     * @param featureGroup the group of the keys
     */
    Iterator<List<StoredKey>> stored(String featureGroup, String part);

    /** Removes keys, whatever their values. */
    void remove(List<StoredKey> keys);

    /**
     * Stores a text beside the group's values, in so many places that a part of the store that loses its values also
     * loses the text.
     */
    void mark(String featureGroup, String text);

    /** Returns the different texts in the group's places; an empty one if a place has none. */
    Set<String> marks(String featureGroup);

    /** Removes the group's marks. */
    void unmark(String featureGroup);
}
