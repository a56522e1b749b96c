package dev.tidemark.registry;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Definitions to be applied together, by kind and name. */
record Declared(Map<String, FeatureGroup> groups, Map<String, FeatureService> services) {

    /** @throws FeatureStoreException with code INVALID_DEFINITION if two of a kind have one name */
    static Declared of(Collection<? extends Definition> definitions) {
        Map<String, FeatureGroup> groups = new TreeMap<>();
        Map<String, FeatureService> services = new TreeMap<>();
        for (Definition definition : definitions) {
            boolean twice = switch (definition) {
                case FeatureGroup group -> groups.put(group.name(), group) != null;
                case FeatureService service -> services.put(service.name(), service) != null;
            };
            if (twice) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_DEFINITION, "%s is declared twice".formatted(subject(definition)));
            }
        }
        return new Declared(groups, services);
    }

    private static String subject(Definition definition) {
        return switch (definition) {
            case FeatureGroup group -> "Feature group '%s'".formatted(group.name());
            case FeatureService service -> "Feature service '%s'".formatted(service.name());
        };
    }
}
