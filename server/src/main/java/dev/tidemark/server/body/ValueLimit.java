package dev.tidemark.server.body;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;

/**
 * Limits the number of values in a request, including maps and lists: an empty map takes one byte in a body and a
 * hundred as an object. In every list of entity ids and every row of features the values take at least four bytes on
 * average, except in lists of the smallest numbers. Used by one thread.
 */
final class ValueLimit {
    private static final int ALWAYS = 200_000;
    private static final int BYTES_EACH = 4;

    private final int most;
    private int values;

    private ValueLimit(int most) {
        this.most = most;
    }

    static ValueLimit ofBody(int bytes) {
        return new ValueLimit(Math.max(ALWAYS, bytes / BYTES_EACH));
    }

    static ValueLimit none() {
        return new ValueLimit(Integer.MAX_VALUE);
    }

    /** @throws FeatureStoreException with code PAYLOAD_TOO_LARGE where this is one value too many */
    void count() {
        if (++values > most) {
            throw new FeatureStoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "A body of more than %d values, each map, list and field counted; at most %d, or one for each %d bytes of a larger body: send several smaller requests"
                            .formatted(most, ALWAYS, BYTES_EACH));
        }
    }
}
