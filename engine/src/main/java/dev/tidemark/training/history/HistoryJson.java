package dev.tidemark.training.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest's notes of history as JSON; they are left out if there are none, so that other manifests stay unchanged.
 */
public final class HistoryJson {
    private HistoryJson() {}

    public static void put(ObjectNode manifest, HistoryNotes history) {
        if (!history.stale().isEmpty()) {
            ArrayNode stale = manifest.putArray("stale");
            history.stale().forEach(read -> put(stale.addObject(), read));
        }
        if (!history.neverComputed().isEmpty()) {
            ArrayNode never = manifest.putArray("never_computed");
            history.neverComputed()
                    .forEach(one -> never.addObject()
                            .put("alias", one.alias())
                            .put("feature", one.feature())
                            .put("rows", one.rows())
                            .put("before", one.before().toString()));
        }
    }

    private static void put(ObjectNode node, StaleRead read) {
        node.put("alias", read.alias()).put("feature_group", read.featureGroup());
        ArrayNode features = node.putArray("features");
        read.features().forEach(features::add);
        ArrayNode versions = node.putArray("versions");
        read.versions().forEach(versions::add);
        node.put("before", read.before().toString());
    }

    public static HistoryNotes read(JsonNode manifest) {
        List<StaleRead> stale = new ArrayList<>();
        manifest.path("stale").forEach(node -> stale.add(stale(node)));
        List<NeverComputed> never = new ArrayList<>();
        manifest.path("never_computed")
                .forEach(node -> never.add(new NeverComputed(
                        node.required("alias").asText(),
                        node.required("feature").asText(),
                        node.required("rows").asLong(),
                        before(node))));
        return new HistoryNotes(stale, never);
    }

    private static StaleRead stale(JsonNode node) {
        List<String> features = new ArrayList<>();
        node.required("features").forEach(feature -> features.add(feature.asText()));
        List<Integer> versions = new ArrayList<>();
        node.required("versions").forEach(version -> versions.add(version.asInt()));
        return new StaleRead(
                node.required("alias").asText(),
                node.required("feature_group").asText(),
                features,
                versions,
                before(node));
    }

    private static Instant before(JsonNode node) {
        return Instant.parse(node.required("before").asText());
    }
}
