package dev.tidemark.staleness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Describes, as text, everything in a definition that determines the values of each feature. Two definitions compute
 * the same values exactly if their texts are equal. Descriptions, owners, tags, schedules and options that matter only
 * when rows are read (time to live, availability delay, fallbacks) are left out. The code of a Java class is not
 * visible, so the text has its name.
 */
public final class ComputationText {
    private ComputationText() {}

    /** Returns the text of each feature by its name, in declared order. */
    public static Map<String, String> byFeature(FeatureGroup group) {
        ObjectNode tree = DefinitionJson.tree(group);
        ObjectNode shared = JsonNodeFactory.instance.objectNode();
        shared.set("join_keys", tree.path("entity").path("join_keys"));
        shared.set("sources", sources(tree));
        ObjectNode computation = ((ObjectNode) tree.path("computation")).deepCopy();
        JsonNode derived = computation.remove("derived");
        Map<String, JsonNode> aggregations = new LinkedHashMap<>();
        if (group.computation() instanceof Computation.Windows) {
            computation
                    .remove("aggregations")
                    .forEach(one -> aggregations.put(one.path("feature").asText(), one));
        }
        shared.set("computation", computation);
        Map<String, String> texts = new LinkedHashMap<>();
        for (Feature feature : group.features()) {
            JsonNode aggregation = aggregations.get(feature.name());
            ObjectNode own = shared.deepCopy().put("type", feature.type().text());
            if (aggregation != null) {
                own.set("aggregation", aggregation);
            } else if (derived != null) {
                derived(own, feature, derived, aggregations);
            }
            texts.put(feature.name(), own.toString());
        }
        return texts;
    }

    /** A derived feature has the values that its expression makes of the windows that it can name. */
    private static void derived(
            ObjectNode own, Feature feature, JsonNode expressions, Map<String, JsonNode> aggregations) {
        StringBuilder read = new StringBuilder();
        ArrayNode named = own.putArray("derived");
        for (JsonNode expression : expressions) {
            named.add(expression);
            read.append(' ').append(expression.path("expression").asText().toLowerCase(Locale.ROOT));
            if (expression.path("feature").asText().equals(feature.name())) {
                break;
            }
        }
        ArrayNode windows = own.putArray("of");
        aggregations.forEach((name, aggregation) -> {
            if (read.indexOf(name) >= 0) {
                windows.add(aggregation);
            }
        });
    }

    /** Returns the sources as a computation sees them. Streams are left out, because they do not change the values. */
    static String sources(FeatureGroup group) {
        return sources(DefinitionJson.tree(group)).toString();
    }

    private static ArrayNode sources(ObjectNode tree) {
        ArrayNode sources = ((ArrayNode) tree.path("sources")).deepCopy();
        sources.forEach(source -> ((ObjectNode) source).remove("stream"));
        return sources;
    }

    /** Returns true if two definitions have the same text. */
    public static boolean readsTheSame(FeatureGroup one, FeatureGroup other) {
        return sources(one).equals(sources(other));
    }
}
