package dev.tidemark.server.body;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;

/** What cannot be read as a request. */
public final class Malformed {
    private Malformed() {}

    /** @param why names the place and what was expected */
    public static FeatureStoreException because(String why) {
        return new FeatureStoreException(ErrorCode.MALFORMED_REQUEST, "Malformed request: " + why);
    }
}
