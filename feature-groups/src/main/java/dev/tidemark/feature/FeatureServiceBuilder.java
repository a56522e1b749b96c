package dev.tidemark.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the parts of a feature service; {@link #build} checks them all at once. Not thread-safe. */
public final class FeatureServiceBuilder {
    private final String name;
    private String description = "";
    private String owner = "";
    private final List<FeatureReference> features = new ArrayList<>();
    private final Map<String, String> tags = new LinkedHashMap<>();

    FeatureServiceBuilder(String name) {
        this.name = name;
    }

    /** Describes the model or decision that uses the features, in a sentence or two. */
    public FeatureServiceBuilder describedAs(String text) {
        description = text;
        return this;
    }

    /** Names the team or person to ask. */
    public FeatureServiceBuilder ownedBy(String text) {
        owner = text;
        return this;
    }

    /**
     * Adds features.
     *
     * @param references {@code group} for all of a group's features, or {@code group:feature}
     * @throws FeatureStoreException with code INVALID_ARGUMENT if a text is neither
     */
    public FeatureServiceBuilder features(String... references) {
        for (String reference : references) {
            features.add(FeatureReference.parse(reference));
        }
        return this;
    }

    /** Adds a free label. */
    public FeatureServiceBuilder tag(String label, String value) {
        tags.put(label, value);
        return this;
    }

    /**
     * Builds the service.
     *
     * @throws InvalidDefinitionException with every mistake in it
     */
    public FeatureService build() {
        return new FeatureService(name, description, owner, features, tags);
    }
}
