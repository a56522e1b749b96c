package dev.tidemark.training.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.compile.FileListing;
import dev.tidemark.training.source.PinnedSource.State;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of a manifest about groups that were computed from their sources. They are written only if there are any,
 * so that other manifests stay unchanged.
 */
public final class SourcesJson {
    private static final String FIELD = "from_sources";
    private static final String ALL = "all";

    private SourcesJson() {}

    public static void put(ObjectNode manifest, SourceChoice choice) {
        if (choice.all()) {
            manifest.put(FIELD, ALL);
        } else {
            ArrayNode aliases = manifest.putArray(FIELD);
            new TreeSet<>(choice.aliases()).forEach(aliases::add);
        }
    }

    public static SourceChoice choice(JsonNode manifest) {
        JsonNode found = manifest.path(FIELD);
        if (ALL.equals(found.asText())) {
            return SourceChoice.ALL;
        }
        Set<String> aliases = new TreeSet<>();
        found.forEach(alias -> aliases.add(alias.asText()));
        return aliases.isEmpty() ? SourceChoice.AUTOMATIC : SourceChoice.of(aliases);
    }

    public static ObjectNode of(PinnedSource source) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        switch (source.state()) {
            case State.Snapshot(long id) -> node.put("snapshot_id", id);
            case State.Files(FileListing.State listed) ->
                node.put("files", listed.count())
                        .put("newest", Instant.ofEpochMilli(listed.newest()).toString())
                        .put("digest", listed.digest());
            case State.Unpinned unpinned -> {}
        }
        return node.put("reason", source.reason());
    }

    public static PinnedSource read(JsonNode node) {
        return new PinnedSource(state(node), node.required("reason").asText());
    }

    private static State state(JsonNode node) {
        if (node.has("snapshot_id")) {
            return new State.Snapshot(node.path("snapshot_id").asLong());
        }
        if (node.has("files")) {
            return new State.Files(new FileListing.State(
                    node.path("files").asInt(),
                    Instant.parse(node.required("newest").asText()).toEpochMilli(),
                    node.required("digest").asText()));
        }
        return new State.Unpinned();
    }
}
