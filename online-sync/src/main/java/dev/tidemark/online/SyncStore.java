package dev.tidemark.online;

import dev.tidemark.feature.FeatureGroup;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What the sync needs of an online store beyond writing and reading: retracting what the table has lost. Thread-safe.
 */
public interface SyncStore extends OnlineStore {
    /**
     * Puts older rows in the place of values, or removes them, each only while the stored value still begins with the
     * given head: a value that somebody has replaced meanwhile stays. A next row that has expired counts as none.
     *
     * @return how many values were replaced or removed
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE; making all of them again
     *     is harmless
     */
    long replace(FeatureGroup group, List<Replacement> replacements);

    /** The parts, each with keys of its own, in which the store can be looked through at the same time. */
    List<String> parts();

    /**
     * Looks through one part of the store, a batch at a time, without holding up other callers. A key that comes or
     * goes meanwhile may be missing; a key may come twice.
     *
     * @param featureGroup whose keys are wanted
     */
    Iterator<List<StoredKey>> stored(String featureGroup, String part);

    /** Removes keys, whatever they hold. */
    void remove(List<StoredKey> keys);

    /**
     * Leaves a text with the group's values, in so many places that a part of the store that loses its values loses it,
     * too.
     */
    void mark(String featureGroup, String text);

    /** The different texts that the group's places have; an empty one where a place has none. */
    Set<String> marks(String featureGroup);

    /** Removes the group's marks. */
    void unmark(String featureGroup);
}
