package dev.tidemark.materialize;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;

/** A run was told to stop and did, between two chunks. */
public final class StoppedException extends FeatureStoreException {
    StoppedException(FeatureGroup group, int finished, int chunks) {
        super(
                ErrorCode.INTERNAL,
                "The run of '%s' was stopped after %d of %d chunks; the next run goes on from there"
                        .formatted(group.name(), finished, chunks));
    }
}
