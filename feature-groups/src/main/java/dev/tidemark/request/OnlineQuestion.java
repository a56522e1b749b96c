package dev.tidemark.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which features of which entities are wanted. Immutable.
 *
 * @param featureGroup null where each feature names its own, as {@code group:feature}
 * @param features in the order of the answer; empty for all of the group
 * @param entities values by join key, each entity once
 */
public record OnlineQuestion(@Nullable String featureGroup, List<String> features, List<Map<String, Object>> entities) {
    public OnlineQuestion(@Nullable String featureGroup, List<String> features, List<Map<String, Object>> entities) {
        this.featureGroup = featureGroup;
        this.features = List.copyOf(features);
        this.entities = entities.stream()
                .map(entity -> Collections.unmodifiableMap(new LinkedHashMap<>(entity)))
                .toList();
    }

    /** All features of one group. */
    public static OnlineQuestion ofGroup(String featureGroup) {
        return new OnlineQuestion(featureGroup, List.of(), List.of());
    }

    /** Features of one group. */
    public static OnlineQuestion ofGroup(String featureGroup, String... features) {
        return new OnlineQuestion(featureGroup, List.of(features), List.of());
    }

    /** Features of several groups, each as {@code group:feature}. */
    public static OnlineQuestion ofFeatures(String... features) {
        return new OnlineQuestion(null, List.of(features), List.of());
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
        return new OnlineQuestion(featureGroup, features, more);
    }
}
