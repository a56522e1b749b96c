package dev.tidemark.online;

import dev.tidemark.feature.FeatureStoreException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of reading keys, each independent of the others: a key that could not be read does not hide them.
 *
 * @param values in the order of the keys; null if there is none, or if it could not be read
 * @param failures why keys could not be read, by their position; with code ONLINE_STORE_UNAVAILABLE, or CORRUPT_VALUE
 *     if the stored bytes are not a value
 */
public record ReadValues(List<byte @Nullable []> values, Map<Integer, FeatureStoreException> failures) {

    public static ReadValues whole(List<byte @Nullable []> values) {
        return new ReadValues(values, Map.of());
    }

    /** Returns a result in which no key could be read, all for the same reason. */
    public static ReadValues failed(int keys, FeatureStoreException why) {
        Map<Integer, FeatureStoreException> failures = new HashMap<>();
        for (int position = 0; position < keys; position++) {
            failures.put(position, why);
        }
        return new ReadValues(Collections.nCopies(keys, null), failures);
    }

    /**
     * Returns the values if all keys could be read.
     *
     * @throws FeatureStoreException the first of the failures
     */
    public List<byte @Nullable []> orThrow() {
        if (!failures.isEmpty()) {
            throw failures.get(Collections.min(failures.keySet()));
        }
        return values;
    }
}
