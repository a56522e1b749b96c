package dev.tidemark.server.body;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;

/**
 * How many values a request may have, maps and lists included: an empty map is one byte of a body and a hundred as a
 * tree. No list of entity ids and no row of features has values of fewer than four bytes on average, but for lists of
 * the smallest numbers. Used by one thread.
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
