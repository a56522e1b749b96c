package dev.tidemark.feature.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A feature group as JSON, keys in a fixed order, so that equal definitions are equal texts. */
public final class DefinitionJson {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private DefinitionJson() {}

    public static String write(FeatureGroup group) {
        return tree(group).toString();
    }

    /** SHA-256 of a definition's JSON, in lower-case hexadecimal. */
    public static String fingerprint(FeatureGroup group) {
        return fingerprint(write(group));
    }

    /** SHA-256 of a stored definition's JSON, in lower-case hexadecimal. */
    public static String fingerprint(String json) {
        return Sha256.of(json);
    }

    /** Returns the definition as a tree, for callers that put it into a larger document. */
    public static ObjectNode tree(FeatureGroup group) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", group.name());
        node.put("description", group.description());
        node.put("owner", group.owner());
        node.set("entity", entity(group.entity()));
        ArrayNode features = node.putArray("features");
        for (Feature feature : group.features()) {
            ObjectNode item = features.addObject()
                    .put("name", feature.name())
                    .put("type", feature.type().text())
                    .put("description", feature.description());
            FallbackJson.put(item, feature.fallback());
        }
        ArrayNode sources = node.putArray("sources");
        for (DataSource source : group.sources()) {
            sources.add(SourceJson.tree(source));
        }
        node.set("computation", ComputationJson.tree(group.computation()));
        group.timeToLive().duration().ifPresent(ttl -> node.put("time_to_live", ttl.toString()));
        node.put("availability_delay", group.availabilityDelay().toString());
        node.put("online", group.online());
        if (group.pushable()) {
            // The field is written only if it is true, so that older definitions keep their fingerprints.
            node.put("pushable", true);
        }
        group.cron().ifPresent(cron -> node.put("schedule", cron));
        ObjectNode tags = node.putObject("tags");
        new TreeMap<>(group.tags()).forEach(tags::put);
        return node;
    }

    /**
     * Reads the output of {@link #write}.
     *
     * @throws FeatureStoreException with code INTERNAL if the text is not a definition
     */
    public static FeatureGroup read(String json) {
        return read(parse(json));
    }

    /**
     * Parses a stored definition.
     *
     * @throws FeatureStoreException with code INTERNAL if the text is not JSON
     */
    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new FeatureStoreException(
                    ErrorCode.INTERNAL, "Invalid stored definition: expected JSON, found: " + json, e);
        }
    }

    /** Reads the output of {@link #tree}. */
    public static FeatureGroup read(JsonNode node) {
        List<Feature> features = new ArrayList<>();
        for (JsonNode item : node.path("features")) {
            FeatureType type = FeatureType.parse(text(item, "type"));
            features.add(
                    new Feature(text(item, "name"), type, text(item, "description"), FallbackJson.read(item, type)));
        }
        List<DataSource> sources = new ArrayList<>();
        for (JsonNode item : node.path("sources")) {
            sources.add(SourceJson.read(item));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        node.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        String ttl = optionalText(node, "time_to_live");
        Computation computation = ComputationJson.read(node.path("computation"));
        return new FeatureGroup(
                text(node, "name"),
                text(node, "description"),
                text(node, "owner"),
                entity(node.path("entity")),
                features,
                sources,
                computation,
                ttl == null ? TimeToLive.unlimited() : TimeToLive.of(Duration.parse(ttl)),
                Duration.parse(text(node, "availability_delay")),
                node.path("online").asBoolean(),
                node.path("pushable").asBoolean(false),
                optionalText(node, "schedule"),
                tags);
    }

    private static ObjectNode entity(Entity entity) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", entity.name()).put("description", entity.description());
        ArrayNode keys = node.putArray("join_keys");
        entity.joinKeys()
                .forEach(key -> keys.addObject()
                        .put("name", key.name())
                        .put("type", key.type().text()));
        return node;
    }

    private static Entity entity(JsonNode node) {
        List<JoinKey> keys = new ArrayList<>();
        for (JsonNode key : node.path("join_keys")) {
            keys.add(new JoinKey(text(key, "name"), ScalarType.valueOf(text(key, "type"))));
        }
        return new Entity(text(node, "name"), text(node, "description"), keys);
    }

    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new FeatureStoreException(
                    ErrorCode.INTERNAL, "A stored definition has no text '%s': %s".formatted(field, node));
        }
        return value.asText();
    }

    static @Nullable String optionalText(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }
}
