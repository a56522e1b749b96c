package dev.tidemark.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.time.Knowledge;
import dev.tidemark.training.history.HistoryJson;
import dev.tidemark.training.source.SourceChoice;
import dev.tidemark.training.source.SourcesJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A manifest as JSON. */
final class ManifestJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int VERSION = 1;
    private static final String AS_OF = "as-of=";

    private ManifestJson() {}

    static String write(Manifest manifest) {
        TrainingSet request = manifest.inputs().request();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("manifest_version", VERSION).put("made_at", manifest.madeAt().toString());
        node.putObject("spine")
                .put("kind", request.spine().getClass().getSimpleName())
                .put("text", request.spine().text())
                .put("timestamp_column", request.timestampColumn())
                .put("snapshot_id", manifest.inputs().spineSnapshotId());
        spineOptions(request, (ObjectNode) node.path("spine"));
        var features = node.putArray("features");
        request.features().forEach(reference -> features.add(reference.toString()));
        var aliases = node.putArray("aliases");
        request.aliases().forEach(alias -> aliases.add(alias.toString()));
        node.put("knowledge", text(request.knowledge()));
        node.put("full_names", request.fullNames());
        var groups = node.putArray("feature_groups");
        manifest.inputs().groups().forEach(group -> group(groups.addObject(), group));
        node.putObject("output")
                .put("kind", request.output().getClass().getSimpleName())
                .put("text", request.output().text())
                .put("snapshot_id", manifest.outputSnapshotId());
        node.put("rows", manifest.rows()).put("digest", manifest.digest());
        var matches = node.putObject("matches");
        manifest.matches().forEach(matches::put);
        var columns = node.putArray("columns");
        manifest.columns()
                .forEach(
                        column -> columns.addObject().put("name", column.name()).put("type", column.type()));
        if (request.allowStale()) {
            node.put("allow_stale", true);
        }
        if (!request.sources().equals(SourceChoice.AUTOMATIC)) {
            SourcesJson.put(node, request.sources());
        }
        HistoryJson.put(node, manifest.history());
        return node.toPrettyString();
    }

    /** Options are written only if they are used, so that other manifests stay unchanged. */
    private static void spineOptions(TrainingSet request, ObjectNode node) {
        if (request.timestampUnit() != null) {
            node.put("timestamp_unit", request.timestampUnit().name());
        }
        if (request.spine() instanceof Spine.Parquet(String path, boolean glob) && glob) {
            node.put("glob", true);
        }
        if (request.spine() instanceof Spine.Csv(String path, boolean glob) && glob) {
            node.put("glob", true);
        }
    }

    private static String text(Knowledge knowledge) {
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> "event-time";
            case Knowledge.AsKnown asKnown -> "as-known";
            case Knowledge.AsOf(Instant instant) -> AS_OF + instant;
        };
    }

    private static void group(ObjectNode node, PinnedGroup pinned) {
        node.put("alias", pinned.alias())
                .put("feature_group", pinned.group().name())
                .put("fingerprint", DefinitionJson.fingerprint(pinned.group()))
                .put("snapshot_id", pinned.snapshotId());
        ObjectNode keys = node.putObject("spine_keys");
        new TreeMap<>(pinned.spineKeys()).forEach(keys::put);
        var features = node.putArray("features");
        pinned.features().forEach(features::add);
        if (pinned.source() != null) {
            node.set("source", SourcesJson.of(pinned.source()));
        }
        node.set("definition", DefinitionJson.tree(pinned.group()));
    }

    static Manifest read(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new FeatureStoreException(ErrorCode.INVALID_ARGUMENT, "Invalid manifest: expected JSON", e);
        }
        if (node.path("manifest_version").asInt() != VERSION) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The manifest has version '%s', expected %d"
                            .formatted(node.path("manifest_version").asText(), VERSION));
        }
        JsonNode spine = node.required("spine");
        JsonNode output = node.required("output");
        List<FeatureReference> features = new ArrayList<>();
        node.required("features").forEach(text -> features.add(FeatureReference.parse(text.asText())));
        List<GroupAlias> aliases = new ArrayList<>();
        node.required("aliases").forEach(text -> aliases.add(GroupAlias.parse(text.asText())));
        TrainingSet request = new TrainingSet(
                spine(spine),
                text(spine, "timestamp_column"),
                spine.hasNonNull("timestamp_unit") ? EpochUnit.valueOf(text(spine, "timestamp_unit")) : null,
                features,
                aliases,
                knowledge(text(node, "knowledge")),
                node.required("full_names").asBoolean(),
                output(output),
                node.path("allow_stale").asBoolean(false),
                SourcesJson.choice(node));
        List<PinnedGroup> groups = new ArrayList<>();
        node.required("feature_groups").forEach(group -> groups.add(group(group)));
        List<Manifest.OutputColumn> columns = new ArrayList<>();
        node.required("columns")
                .forEach(column -> columns.add(new Manifest.OutputColumn(text(column, "name"), text(column, "type"))));
        Map<String, Long> matches = new LinkedHashMap<>();
        node.required("matches")
                .properties()
                .forEach(match -> matches.put(match.getKey(), match.getValue().asLong()));
        return new Manifest(
                new PinnedInputs(request, snapshot(spine), groups),
                Instant.parse(text(node, "made_at")),
                node.required("rows").asLong(),
                columns,
                text(node, "digest"),
                matches,
                snapshot(output),
                HistoryJson.read(node));
    }

    private static Knowledge knowledge(String text) {
        return switch (text) {
            case "event-time" -> Knowledge.eventTime();
            case "as-known" -> Knowledge.asKnown();
            case String asOf
            when asOf.startsWith(AS_OF) -> Knowledge.asOf(Instant.parse(asOf.substring(AS_OF.length())));
            default -> throw unknown("knowledge", text, "event-time, as-known or as-of=INSTANT");
        };
    }

    private static Spine spine(JsonNode node) {
        String text = text(node, "text");
        boolean glob = node.path("glob").asBoolean(false);
        return switch (text(node, "kind")) {
            case "Table" -> new Spine.Table(text);
            case "Parquet" -> new Spine.Parquet(text, glob);
            case "Csv" -> new Spine.Csv(text, glob);
            case "Query" -> new Spine.Query(text);
            default -> throw unknown("spine", text(node, "kind"), "Table, Parquet, Csv or Query");
        };
    }

    private static Output output(JsonNode node) {
        String text = text(node, "text");
        return switch (text(node, "kind")) {
            case "Parquet" -> new Output.Parquet(text);
            case "IcebergTable" -> new Output.IcebergTable(text);
            default -> throw unknown("output", text(node, "kind"), "Parquet or IcebergTable");
        };
    }

    private static FeatureStoreException unknown(String field, String found, String allowed) {
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "The manifest has '%s' for '%s', expected %s".formatted(found, field, allowed));
    }

    private static PinnedGroup group(JsonNode node) {
        Map<String, String> keys = new TreeMap<>();
        node.required("spine_keys")
                .properties()
                .forEach(key -> keys.put(key.getKey(), key.getValue().asText()));
        List<String> features = new ArrayList<>();
        node.required("features").forEach(feature -> features.add(feature.asText()));
        return new PinnedGroup(
                text(node, "alias"),
                DefinitionJson.read(node.required("definition").toString()),
                keys,
                features,
                snapshot(node),
                node.has("source") ? SourcesJson.read(node.path("source")) : null);
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).asText();
    }

    private static @Nullable Long snapshot(JsonNode node) {
        return node.hasNonNull("snapshot_id") ? node.path("snapshot_id").asLong() : null;
    }
}
