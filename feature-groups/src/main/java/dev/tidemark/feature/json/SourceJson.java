package dev.tidemark.feature.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.EventStream;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.ReadOptions;
import dev.tidemark.feature.TableAppends;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A data source as JSON. A field with its default value is left out, so that definitions that are older than the field
 * keep their fingerprints.
 */
final class SourceJson {
    private SourceJson() {}

    static ObjectNode tree(DataSource source) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", source.name())
                .put("format", source.format().name())
                .put("location", source.location())
                .put("timestamp_field", source.timestampField());
        source.createdTimestamp().ifPresent(field -> node.put("created_timestamp_field", field));
        source.eventId().ifPresent(field -> node.put("event_id_field", field));
        source.arrivals().ifPresent(stream -> node.set("stream", tree(stream)));
        ReadOptions options = source.options();
        if (options.timestampUnit() != null) {
            node.put("timestamp_unit", options.timestampUnit().name());
        }
        if (options.createdUnit() != null) {
            node.put("created_timestamp_unit", options.createdUnit().name());
        }
        putTexts(node, "mapped_columns", options.namesByColumn());
        putTexts(node, "computed_columns", options.computed());
        if (options.glob()) {
            node.put("glob", true);
        }
        if (options.rejectFolder() != null) {
            node.put("reject_folder", options.rejectFolder());
        }
        return node;
    }

    static DataSource read(JsonNode node) {
        return new DataSource(
                DefinitionJson.text(node, "name"),
                DataSource.Format.valueOf(DefinitionJson.text(node, "format")),
                DefinitionJson.text(node, "location"),
                DefinitionJson.text(node, "timestamp_field"),
                DefinitionJson.optionalText(node, "created_timestamp_field"),
                DefinitionJson.optionalText(node, "event_id_field"),
                node.has("stream") ? stream(node.path("stream")) : null,
                new ReadOptions(
                        unit(node, "timestamp_unit"),
                        unit(node, "created_timestamp_unit"),
                        texts(node, "mapped_columns"),
                        texts(node, "computed_columns"),
                        node.path("glob").asBoolean(false),
                        DefinitionJson.optionalText(node, "reject_folder")));
    }

    private static void putTexts(ObjectNode node, String field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            ObjectNode into = node.putObject(field);
            new TreeMap<>(texts).forEach(into::put);
        }
    }

    private static Map<String, String> texts(JsonNode node, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.path(field)
                .properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return texts;
    }

    private static @Nullable EpochUnit unit(JsonNode node, String field) {
        String text = DefinitionJson.optionalText(node, field);
        return text == null ? null : EpochUnit.valueOf(text);
    }

    private static ObjectNode tree(EventStream stream) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (stream) {
            case KafkaTopic(String topic) -> node.put("kind", "kafka").put("topic", topic);
            case TableAppends appends -> node.put("kind", "table");
        };
    }

    private static EventStream stream(JsonNode node) {
        return switch (DefinitionJson.text(node, "kind")) {
            case "kafka" -> KafkaTopic.named(DefinitionJson.text(node, "topic"));
            case "table" -> new TableAppends();
            default -> throw new FeatureStoreException(ErrorCode.INTERNAL, "A stored source is streamed from " + node);
        };
    }
}
