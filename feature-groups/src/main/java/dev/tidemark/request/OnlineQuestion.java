package dev.tidemark.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for features of entities. Immutable.
 *
 * @param featureService that names the features; null if the question names them
 * @param featureGroup null if each feature names its group, as {@code group:feature}, or a service does
 * @param features in the order of the answer; empty for all features of the group or service
 * @param entities values by join key, each entity once
 */
public record OnlineQuestion(
        @Nullable String featureService,
        @Nullable String featureGroup,
        List<String> features,
        List<Map<String, Object>> entities) {
    public OnlineQuestion(
            @Nullable String featureService,
            @Nullable String featureGroup,
            List<String> features,
            List<Map<String, Object>> entities) {
        this.featureService = featureService;
        this.featureGroup = featureGroup;
        this.features = List.copyOf(features);
        this.entities = entities.stream()
                .map(entity -> Collections.unmodifiableMap(new LinkedHashMap<>(entity)))
                .toList();
    }

    /** Asks for the features of a feature service; the answer names them as {@code group:feature}. */
    public static OnlineQuestion ofService(String featureService) {
        return new OnlineQuestion(featureService, null, List.of(), List.of());
    }

    /** Asks for all features of one group. */
    public static OnlineQuestion ofGroup(String featureGroup) {
        return new OnlineQuestion(null, featureGroup, List.of(), List.of());
    }

    /** Asks for some features of one group. */
    public static OnlineQuestion ofGroup(String featureGroup, String... features) {
        return new OnlineQuestion(null, featureGroup, List.of(features), List.of());
    }

    /** Asks for features of several groups, each as {@code group:feature}. */
    public static OnlineQuestion ofFeatures(String... features) {
        return new OnlineQuestion(null, null, List.of(features), List.of());
    }

    /** Asks for one more entity, by one join key. */
    public OnlineQuestion entity(String joinKey, Object value) {
        return entity(Map.of(joinKey, value));
    }

    /** Asks for one more entity, by its join keys. */
    public OnlineQuestion entity(Map<String, ?> values) {
        List<Map<String, Object>> more = new ArrayList<>(entities);
        Map<String, Object> added = new LinkedHashMap<>(values);
        if (!more.contains(added)) {
            more.add(added);
        }
        return new OnlineQuestion(featureService, featureGroup, features, more);
    }
}
