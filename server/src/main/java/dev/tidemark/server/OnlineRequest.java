package dev.tidemark.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a client asks: features of entities of one group.
 *
 * @param entityIds one or more, still JSON, because only the group knows their types
 * @param features in the order of the answer; empty for all
 */
record OnlineRequest(String featureGroup, List<JsonNode> entityIds, List<String> features, Set<Include> include) {

    /** What an answer holds besides values. */
    enum Include {
        STATUSES,
        EVENT_TIMESTAMPS
    }

    private static final Set<String> FIELDS = Set.of("feature_group", "entity_ids", "features", "include");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a request's body.
     *
     * @throws FeatureStoreException with code MALFORMED_REQUEST and the place, or TOO_MANY_ENTITIES
     */
    static OnlineRequest parse(byte[] body, int maxEntities) {
        JsonNode root = read(body);
        if (!root.isObject()) {
            throw malformed("the body must be a JSON object");
        }
        root.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw malformed("unknown field '%s'; %s".formatted(field, NearestNames.sentence(field, FIELDS)));
            }
        });
        JsonNode group = root.path("feature_group");
        if (!group.isTextual()) {
            throw malformed("'feature_group' must be the name of a feature group");
        }
        JsonNode ids = root.path("entity_ids");
        if (!ids.isArray() || ids.isEmpty()) {
            throw malformed("'entity_ids' must be a list of at least one id");
        }
        if (ids.size() > maxEntities) {
            throw new FeatureStoreException(
                    ErrorCode.TOO_MANY_ENTITIES,
                    "%d entity ids in one request; at most %d, ask in parts".formatted(ids.size(), maxEntities));
        }
        List<JsonNode> entityIds = new ArrayList<>(ids.size());
        ids.forEach(entityIds::add);
        return new OnlineRequest(group.asText(), entityIds, texts(root, "features"), include(root));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw malformed("the body is no JSON%s: %s".formatted(where, e.getOriginalMessage()));
        } catch (IOException e) {
            throw malformed("the body cannot be read: " + e.getMessage());
        }
    }

    private static List<String> texts(JsonNode root, String field) {
        List<String> texts = new ArrayList<>();
        if (!root.hasNonNull(field)) {
            return texts;
        }
        if (!root.path(field).isArray()) {
            throw malformed("'%s' must be a list of names".formatted(field));
        }
        for (JsonNode item : root.path(field)) {
            if (!item.isTextual()) {
                throw malformed("'%s' holds %s, which is no name".formatted(field, item));
            }
            if (!texts.contains(item.asText())) {
                texts.add(item.asText());
            }
        }
        return texts;
    }

    private static Set<Include> include(JsonNode root) {
        Set<Include> include = EnumSet.noneOf(Include.class);
        for (String name : texts(root, "include")) {
            switch (name) {
                case "statuses" -> include.add(Include.STATUSES);
                case "event_timestamps" -> include.add(Include.EVENT_TIMESTAMPS);
                default ->
                    throw malformed("'include' holds '%s'; allowed: statuses, event_timestamps"
                            .formatted(name.toLowerCase(Locale.ROOT)));
            }
        }
        return include;
    }

    static FeatureStoreException malformed(String why) {
        return new FeatureStoreException(ErrorCode.MALFORMED_REQUEST, "Malformed request: " + why);
    }
}
