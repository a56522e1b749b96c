package dev.tidemark.server.feast;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.request.Excerpt;
import dev.tidemark.server.body.JsonExcerpt;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.online.OnlineRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question as Feast's clients ask it: entities by column. Fields that it does not know are passed over, as Feast's
 * server does.
 *
 * @param features {@code group:feature}; empty where a service names them
 * @param featureService null where features are named one by one
 * @param columns values by join key, all of one length
 * @param fullNames whether features are named {@code group__feature}
 */
record FeastRequest(
        List<String> features,
        @Nullable String featureService,
        Map<String, List<JsonNode>> columns,
        int rows,
        boolean fullNames) {

    /**
     * Reads a request.
     *
     * @throws FeatureStoreException with code MALFORMED_REQUEST or TOO_MANY_ENTITIES
     */
    static FeastRequest parse(JsonNode root, int maxEntities) {
        if (!root.isObject()) {
            throw Malformed.because("the body must be a JSON object");
        }
        List<String> features = OnlineRequest.texts(root, "features");
        JsonNode service = root.path("feature_service");
        boolean named = service.isTextual();
        if (named != features.isEmpty() || !(named || service.isNull() || service.isMissingNode())) {
            throw Malformed.because(
                    "either 'features' must be a list of 'group:feature', or 'feature_service' the name of a service");
        }
        Map<String, List<JsonNode>> columns = columns(root.path("entities"));
        int rows = columns.values().iterator().next().size();
        if (rows > maxEntities) {
            throw new FeatureStoreException(
                    ErrorCode.TOO_MANY_ENTITIES,
                    "%d entities in one request; at most %d, ask in parts".formatted(rows, maxEntities));
        }
        return new FeastRequest(
                features, service.textValue(), columns, rows, fullNames(root.path("full_feature_names")));
    }

    private static boolean fullNames(JsonNode sent) {
        if (!sent.isBoolean() && !sent.isMissingNode()) {
            throw Malformed.because("'full_feature_names' must be true or false, not " + JsonExcerpt.of(sent));
        }
        return sent.asBoolean(false);
    }

    private static Map<String, List<JsonNode>> columns(JsonNode entities) {
        if (!entities.isObject() || entities.isEmpty()) {
            throw Malformed.because("'entities' must be an object with a list of values per join key");
        }
        Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> column : entities.properties()) {
            if (!column.getValue().isArray() || column.getValue().isEmpty()) {
                throw Malformed.because(
                        "entities '%s' must be a list of at least one value".formatted(Excerpt.of(column.getKey())));
            }
            List<JsonNode> values = new ArrayList<>(column.getValue().size());
            column.getValue().forEach(values::add);
            columns.put(column.getKey(), values);
        }
        if (columns.values().stream().mapToInt(List::size).distinct().count() > 1) {
            throw Malformed.because("the lists of 'entities' must be equally long");
        }
        return columns;
    }
}
