package dev.tidemark.feature.json;

import static dev.tidemark.feature.json.DefinitionJson.optionalText;
import static dev.tidemark.feature.json.DefinitionJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of a definition that says how its rows come to be, as JSON. */
final class ComputationJson {
    private ComputationJson() {}

    static ObjectNode tree(Computation computation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (computation) {
            case Computation.Windows windows -> {
                node.put("kind", "windows");
                emission(node, windows.emission());
                ArrayNode aggregations = node.putArray("aggregations");
                windows.aggregations()
                        .forEach(
                                (feature, aggregation) -> aggregations.add(AggregationJson.tree(feature, aggregation)));
                if (!windows.derived().isEmpty()) {
                    ArrayNode derived = node.putArray("derived");
                    windows.derived()
                            .forEach((feature, sql) ->
                                    derived.addObject().put("feature", feature).put("expression", sql));
                }
            }
            case Computation.Sql(String statement, Duration lookback) ->
                lookback(node.put("kind", "sql").put("statement", statement), lookback);
            case Computation.JavaClass(String className, Duration lookback) ->
                lookback(node.put("kind", "java").put("class", className), lookback);
        }
        return node;
    }

    static Computation read(JsonNode node) {
        String lookbackText = optionalText(node, "lookback");
        Duration lookback = lookbackText == null ? null : Duration.parse(lookbackText);
        return switch (text(node, "kind")) {
            case "windows" -> {
                Map<String, Aggregation> aggregations = new LinkedHashMap<>();
                for (JsonNode item : node.path("aggregations")) {
                    aggregations.put(text(item, "feature"), AggregationJson.read(item));
                }
                Map<String, String> derived = new LinkedHashMap<>();
                for (JsonNode item : node.path("derived")) {
                    derived.put(text(item, "feature"), text(item, "expression"));
                }
                yield new Computation.Windows(aggregations, emission(node), derived);
            }
            case "sql" -> new Computation.Sql(text(node, "statement"), lookback);
            case "java" -> new Computation.JavaClass(text(node, "class"), lookback);
            default ->
                throw new FeatureStoreException(ErrorCode.INTERNAL, "A stored definition is computed by " + node);
        };
    }

    private static void emission(ObjectNode node, Emission emission) {
        switch (emission) {
            case Emission.OnEvent onEvent -> node.put("emission", "on_event");
            case Emission.OnChange onChange -> node.put("emission", "on_change");
            case Emission.Every(Duration step) -> node.put("emission", "every").put("step", step.toString());
        }
    }

    /** A definition without an emission was stored when windows had rows at events, and keeps that meaning. */
    private static Emission emission(JsonNode node) {
        return switch (Objects.requireNonNullElse(optionalText(node, "emission"), "on_event")) {
            case "on_event" -> Emission.onEvent();
            case "on_change" -> Emission.onChange();
            case "every" -> Emission.every(Duration.parse(text(node, "step")));
            default -> throw new FeatureStoreException(ErrorCode.INTERNAL, "A stored definition emits " + node);
        };
    }

    private static void lookback(ObjectNode node, @Nullable Duration lookback) {
        if (lookback != null) {
            node.put("lookback", lookback.toString());
        }
    }
}
