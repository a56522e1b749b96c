package dev.tidemark.server.online;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.request.Excerpt;
import dev.tidemark.server.body.JsonExcerpt;
import dev.tidemark.server.body.Malformed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks: features of entities, of one group, of several, or of a service.
 *
 * @param featureGroup null where each feature names its own, or a service does
 * @param featureService null where features are named one by one; with it there is neither a group nor a list of
 *     features
 * @param entityIds one or more, still JSON, because only the group knows their types
 * @param features in the order of the answer; empty for all
 */
public record OnlineRequest(
        @Nullable String featureGroup,
        @Nullable String featureService,
        List<JsonNode> entityIds,
        List<String> features,
        AnswerOptions options) {

    private static final Set<String> FIELDS =
            Set.of("feature_group", "feature_service", "entity_ids", "features", "include", "partial");

    /**
     * Reads a request's body.
     *
     * @throws FeatureStoreException with code MALFORMED_REQUEST and the place, or TOO_MANY_ENTITIES
     */
    static OnlineRequest parse(JsonNode root, int maxEntities) {
        if (!root.isObject()) {
            throw Malformed.because("the body must be a JSON object");
        }
        root.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw Malformed.because(
                        "unknown field '%s'; %s".formatted(Excerpt.of(field), NearestNames.sentence(field, FIELDS)));
            }
        });
        List<String> features = texts(root, "features");
        requireOneWayToName(root, features);
        JsonNode ids = root.path("entity_ids");
        if (!ids.isArray() || ids.isEmpty()) {
            throw Malformed.because("'entity_ids' must be a list of at least one id");
        }
        if (ids.size() > maxEntities) {
            throw new FeatureStoreException(
                    ErrorCode.TOO_MANY_ENTITIES,
                    "%d entity ids in one request; at most %d, ask in parts".formatted(ids.size(), maxEntities));
        }
        List<JsonNode> entityIds = new ArrayList<>(ids.size());
        ids.forEach(entityIds::add);
        return new OnlineRequest(
                root.path("feature_group").textValue(),
                root.path("feature_service").textValue(),
                entityIds,
                features,
                options(root));
    }

    /** Features are named by a group, by themselves with their groups, or by a service. */
    private static void requireOneWayToName(JsonNode root, List<String> features) {
        if (root.hasNonNull("feature_service")) {
            if (!root.path("feature_service").isTextual()) {
                throw Malformed.because("'feature_service' must be the name of a feature service");
            }
            if (root.hasNonNull("feature_group") || !features.isEmpty()) {
                throw Malformed.because(
                        "'feature_service' names the features; leave out 'feature_group' and 'features'");
            }
            return;
        }
        boolean named = root.path("feature_group").isTextual();
        if (!named && (root.hasNonNull("feature_group") || features.isEmpty())) {
            throw Malformed.because(
                    "'feature_group' must be the name of a feature group, or 'features' a list of 'group:feature'");
        }
    }

    public static List<String> texts(JsonNode root, String field) {
        Set<String> texts = new LinkedHashSet<>();
        if (!root.hasNonNull(field)) {
            return List.copyOf(texts);
        }
        if (!root.path(field).isArray()) {
            throw Malformed.because("'%s' must be a list of names".formatted(field));
        }
        for (JsonNode item : root.path(field)) {
            if (!item.isTextual()) {
                throw Malformed.because(
                        "invalid name %s in '%s': expected a text".formatted(JsonExcerpt.of(item), field));
            }
            texts.add(item.asText());
        }
        return List.copyOf(texts);
    }

    private static AnswerOptions options(JsonNode root) {
        JsonNode partial = root.path("partial");
        if (root.hasNonNull("partial") && !partial.isBoolean()) {
            throw Malformed.because("'partial' must be true or false, not " + JsonExcerpt.of(partial));
        }
        return new AnswerOptions(include(root), partial.asBoolean());
    }

    private static Set<AnswerOptions.Include> include(JsonNode root) {
        Set<AnswerOptions.Include> include = EnumSet.noneOf(AnswerOptions.Include.class);
        for (String name : texts(root, "include")) {
            switch (name) {
                case "statuses" -> include.add(AnswerOptions.Include.STATUSES);
                case "event_timestamps" -> include.add(AnswerOptions.Include.EVENT_TIMESTAMPS);
                default ->
                    throw Malformed.because(
                            "'include' holds '%s'; allowed: statuses, event_timestamps".formatted(Excerpt.of(name)));
            }
        }
        return include;
    }
}
