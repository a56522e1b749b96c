package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Knowledge;
import java.util.List;

/**
 * What to build: label rows, the features to give them, and where to.
 *
 * @param timestampColumn the spine's column of instants, TIMESTAMP
 * @param features single features or whole groups, in the order of the output's columns
 * @param fullNames whether columns are named {@code group__feature}
 */
public record TrainingSet(
        Spine spine,
        String timestampColumn,
        List<FeatureReference> features,
        Knowledge knowledge,
        boolean fullNames,
        Output output) {
    public TrainingSet {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "A training set needs features; name groups or group:feature");
        }
    }
}
