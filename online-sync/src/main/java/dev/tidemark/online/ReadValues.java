package dev.tidemark.online;

import dev.tidemark.feature.FeatureStoreException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What reading keys brought, each by itself: a key that could not be read does not hide the others.
 *
 * @param values in the order of the keys; null where there is none, or where it could not be read
 * @param failures why keys could not be read, by their position; with code ONLINE_STORE_UNAVAILABLE, or CORRUPT_VALUE where what is
 *     stored is no value
 */
public record ReadValues(List<byte @Nullable []> values, Map<Integer, FeatureStoreException> failures) {

    public static ReadValues whole(List<byte @Nullable []> values) {
        return new ReadValues(values, Map.of());
    }

    /**
     * The values, where all keys could be read.
     *
     * @throws FeatureStoreException the first of the failures
     */
    public List<byte @Nullable []> orThrow() {
        if (!failures.isEmpty()) {
            throw failures.get(java.util.Collections.min(failures.keySet()));
        }
        return values;
    }
}
