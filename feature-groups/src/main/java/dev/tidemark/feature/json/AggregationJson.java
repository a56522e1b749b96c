package dev.tidemark.feature.json;

import static dev.tidemark.feature.json.DefinitionJson.optionalText;
import static dev.tidemark.feature.json.DefinitionJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Window;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation as JSON. Fields are written only if they say something, so that older definitions keep their
 * fingerprints.
 */
final class AggregationJson {
    private AggregationJson() {}

    static ObjectNode tree(String feature, Aggregation aggregation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("feature", feature);
        function(node, aggregation);
        window(node, aggregation.window());
        if (aggregation.filter() != null) {
            node.put("filter", aggregation.filter());
        }
        Aggregation divisor = aggregation.denominator();
        if (divisor != null) {
            ObjectNode other = node.putObject("divided_by");
            function(other, divisor);
            if (divisor.filter() != null) {
                other.put("filter", divisor.filter());
            }
        }
        return node;
    }

    private static void function(ObjectNode node, Aggregation aggregation) {
        node.put("function", aggregation.function().name());
        if (aggregation.column() != null) {
            node.put("column", aggregation.column());
        }
        switch (aggregation.parameter()) {
            case Integer limit -> node.put("limit", limit);
            case Double fraction -> node.put("fraction", fraction);
            case null, default -> {}
        }
    }

    static Aggregation read(JsonNode node) {
        Window window = window(node);
        Aggregation dividend = function(node);
        return (node.has("divided_by") ? Aggregation.ratio(dividend, function(node.path("divided_by"))) : dividend)
                .over(window);
    }

    private static void window(ObjectNode node, @Nullable Window window) {
        switch (window) {
            case null -> {}
            case Window.Sliding(Duration length, Duration lag) -> {
                node.put("window", length.toString());
                if (!lag.isZero()) {
                    node.put("ending_before", lag.toString());
                }
            }
            case Window.Calendar(Window.Unit unit, ZoneId zone) ->
                node.put("calendar", unit.name()).put("zone", zone.getId());
        }
    }

    private static Window window(JsonNode node) {
        if (node.has("calendar")) {
            return new Window.Calendar(Window.Unit.valueOf(text(node, "calendar")), ZoneId.of(text(node, "zone")));
        }
        String lag = optionalText(node, "ending_before");
        return new Window.Sliding(
                Duration.parse(text(node, "window")), lag == null ? Duration.ZERO : Duration.parse(lag));
    }

    private static Aggregation function(JsonNode node) {
        return new Aggregation(
                Aggregation.Function.valueOf(text(node, "function")),
                optionalText(node, "column"),
                null,
                optionalText(node, "filter"),
                parameter(node),
                null);
    }

    private static @Nullable Number parameter(JsonNode node) {
        if (node.has("limit")) {
            return node.path("limit").asInt();
        }
        return node.has("fraction") ? node.path("fraction").asDouble() : null;
    }
}
