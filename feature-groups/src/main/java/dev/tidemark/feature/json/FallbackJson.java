package dev.tidemark.feature.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Fallback;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feature's fallback as JSON: {@code {"value": 0}} or {@code {"last_known": "PT1H"}}; nothing if there is no
 * fallback.
 */
final class FallbackJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FallbackJson() {}

    static void put(ObjectNode feature, Fallback fallback) {
        switch (fallback) {
            case Fallback.None none -> {}
            case Fallback.Value(Object value) -> feature.putObject("fallback").set("value", tree(value));
            case Fallback.LastKnown(Duration maxAge) ->
                feature.putObject("fallback").put("last_known", maxAge.toString());
        }
    }

    static Fallback read(JsonNode feature, FeatureType type) {
        JsonNode node = feature.path("fallback");
        if (node.isMissingNode()) {
            return Fallback.none();
        }
        return node.has("value")
                ? Fallback.value(value(node.path("value"), type))
                : Fallback.lastKnown(Duration.parse(DefinitionJson.text(node, "last_known")));
    }

    private static JsonNode tree(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Boolean flag -> JSON.booleanNode(flag);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            // Texts keep every bit of a fraction, and also NaN and the infinities.
            case Float number -> JSON.textNode(number.toString());
            case Double number -> JSON.textNode(number.toString());
            case List<?> list -> {
                ArrayNode items = JSON.arrayNode();
                list.forEach(item -> items.add(tree(item)));
                yield items;
            }
            default -> JSON.textNode(value.toString());
        };
    }

    private static Object value(JsonNode node, FeatureType type) {
        return switch (type) {
            case ListType list -> {
                List<@Nullable Object> items = new ArrayList<>();
                node.forEach(item -> items.add(item.isNull() ? null : scalar(item, list.element())));
                yield Collections.unmodifiableList(items);
            }
            case ScalarType scalar -> scalar(node, scalar);
        };
    }

    private static Object scalar(JsonNode node, ScalarType type) {
        return switch (type) {
            case BOOL -> node.asBoolean();
            case INT32 -> node.asInt();
            case INT64 -> node.asLong();
            case FLOAT32 -> Float.valueOf(node.asText());
            case FLOAT64 -> Double.valueOf(node.asText());
            case STRING, BYTES -> node.asText();
            case TIMESTAMP -> Instant.parse(node.asText());
        };
    }
}
