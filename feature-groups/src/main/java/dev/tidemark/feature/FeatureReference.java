package dev.tidemark.feature;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to features from outside their group: one feature ({@code group:feature}) or all of them ({@code group}).
 *
 * @param feature null for all features of the group
 */
public record FeatureReference(
        String featureGroup, @Nullable String feature) {
    /** Reads {@code group} or {@code group:feature}. */
    public static FeatureReference parse(String text) {
        int colon = text.indexOf(':');
        String group = colon < 0 ? text : text.substring(0, colon);
        String feature = colon < 0 ? null : text.substring(colon + 1);
        if (!Identifier.isValid(group) || (feature != null && !Identifier.isValid(feature))) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "'%s' names no feature; write group or group:feature".formatted(text));
        }
        return new FeatureReference(group, feature);
    }

    public Optional<String> singleFeature() {
        return Optional.ofNullable(feature);
    }

    @Override
    public String toString() {
        return feature == null ? featureGroup : featureGroup + ":" + feature;
    }
}
