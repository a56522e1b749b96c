package dev.tidemark.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.time.Knowledge;
import java.time.Instant;
import java.util.List;

/**
 * All that it takes to make a training set again: the request, and for each group the definition and the snapshot that
 * were read.
 */
public record Manifest(TrainingSet trainingSet, List<GroupRead> groups, long rows, String digest, Instant builtAt) {
    /**
     * One group as it was read.
     *
     * @param definition the group's definition as JSON
     * @param snapshotId of its table, 0 where the table had none
     */
    public record GroupRead(String name, String definition, long snapshotId) {}

    public Manifest {
        groups = List.copyOf(groups);
    }

    /** The manifest as JSON. */
    public String json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("format", 1);
        node.put("built_at", builtAt.toString());
        node.put("spine", trainingSet.spine().text());
        node.put("timestamp_column", trainingSet.timestampColumn());
        ArrayNode features = node.putArray("features");
        trainingSet.features().stream().map(FeatureReference::toString).forEach(features::add);
        node.put("knowledge", text(trainingSet.knowledge()));
        node.put("full_names", trainingSet.fullNames());
        node.put("output", trainingSet.output().text());
        ArrayNode reads = node.putArray("feature_groups");
        for (GroupRead group : groups) {
            reads.addObject()
                    .put("name", group.name())
                    .put("snapshot_id", group.snapshotId())
                    .put("definition", group.definition());
        }
        node.put("rows", rows);
        node.put("digest", digest);
        return node.toPrettyString();
    }

    private static String text(Knowledge knowledge) {
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> "event-time";
            case Knowledge.AsKnown asKnown -> "as-known";
            case Knowledge.AsOf(Instant instant) -> "as-of=" + instant;
        };
    }
}
