package dev.tidemark.client;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The features that the server returned for one entity.
 *
 * @param entity as it was asked for
 * @param features by the names in the question, in its order
 */
public record EntityFeatures(Map<String, Object> entity, Map<String, ServedFeature> features) {
    public EntityFeatures(Map<String, Object> entity, Map<String, ServedFeature> features) {
        this.entity = entity;
        this.features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    /**
     * Returns one feature by its name in the question.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE if the question has no such feature
     */
    public ServedFeature feature(String name) {
        ServedFeature feature = features.get(name);
        if (feature == null) {
            throw new FeatureStoreException(
                    ErrorCode.UNKNOWN_FEATURE,
                    "The answer has no feature '%s'; %s"
                            .formatted(name, NearestNames.sentence(name, features.keySet())));
        }
        return feature;
    }
}
