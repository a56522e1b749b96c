package dev.tidemark.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.util.List;

/**
 * Keeps the newest row of each entity, by group. Thread-safe.
 *
 * <p>Newest is the row with the greatest (event time, created time). An older row never replaces a newer one, whatever
 * the order of writes; a row of equal times and other values does. A value is served until
 * {@code event_timestamp + TTL}, inclusive.
 */
public interface OnlineStore extends AutoCloseable {
    /**
     * Offers rows of one group, in any order.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE; rows before the failure
     *     may be stored, and offering all of them again is harmless
     */
    WriteResult write(FeatureGroup group, List<FeatureRow> rows);

    /**
     * Reads features of one group.
     *
     * @return an answer per key, in the order of the keys
     * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE if a key's node does not
     *     answer in time, UNKNOWN_FEATURE if the group has no such feature
     */
    List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features);

    /** Returns true if the store answers. */
    boolean ping();

    @Override
    void close();
}
