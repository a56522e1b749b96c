package dev.tidemark.feature.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A feature service as JSON, keys in a fixed order, so that equal definitions are equal texts. */
public final class ServiceJson {
    private ServiceJson() {}

    public static ObjectNode tree(FeatureService service) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", service.name());
        node.put("description", service.description());
        node.put("owner", service.owner());
        ArrayNode features = node.putArray("features");
        service.features().forEach(reference -> features.add(reference.toString()));
        ObjectNode tags = node.putObject("tags");
        new TreeMap<>(service.tags()).forEach(tags::put);
        return node;
    }

    /** Reads the output of {@link #tree}. */
    public static FeatureService read(JsonNode node) {
        List<FeatureReference> features = new ArrayList<>();
        node.path("features").forEach(reference -> features.add(FeatureReference.parse(reference.asText())));
        Map<String, String> tags = new LinkedHashMap<>();
        node.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return new FeatureService(
                DefinitionJson.text(node, "name"),
                DefinitionJson.text(node, "description"),
                DefinitionJson.text(node, "owner"),
                features,
                tags);
    }
}
