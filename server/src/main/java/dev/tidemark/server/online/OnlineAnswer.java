package dev.tidemark.server.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.Status;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.answer.EncodedText;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.time.Microseconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes an answer: values by entity and feature, and what else was asked for. */
public final class OnlineAnswer {
    private static final EncodedText FEATURES = new EncodedText("features");
    private static final EncodedText STATUSES = new EncodedText("statuses");
    private static final EncodedText EVENT_TIMESTAMPS = new EncodedText("event_timestamps");
    private static final EncodedText METADATA = new EncodedText("metadata");
    private static final Map<Status, EncodedText> STATUS = Stream.of(Status.values())
            .collect(Collectors.toMap(status -> status, status -> new EncodedText(status.name())));

    private final AnswerWriter writer;
    private final FeatureReader.Found found;
    private final List<String> names;
    private final int features;

    private OnlineAnswer(AnswerWriter writer, FeatureReader.Found found) {
        this.writer = writer;
        this.found = found;
        this.names = new ArrayList<>(found.entities().size());
        for (EntityKey entity : found.entities()) {
            names.add(KeyFormat.entity(entity));
        }
        int sum = 0;
        for (LocatedRows rows : found.rows()) {
            sum += rows.plan().size();
        }
        this.features = sum;
    }

    public static EncodedText text(Status status) {
        return Objects.requireNonNull(STATUS.get(status));
    }

    static void write(AnswerWriter writer, FeatureReader.Found found) {
        new OnlineAnswer(writer, found).write();
    }

    private void write() {
        var include = found.plan().options().include();
        writer.beginMap(2 + include.size());
        writer.name(FEATURES);
        byEntity(LocatedRows::writeAll);
        if (include.contains(AnswerOptions.Include.STATUSES)) {
            writer.name(STATUSES);
            byEntity(OnlineAnswer::statuses);
        }
        if (include.contains(AnswerOptions.Include.EVENT_TIMESTAMPS)) {
            writer.name(EVENT_TIMESTAMPS);
            eventTimestamps();
        }
        writer.name(METADATA);
        metadata();
        writer.endMap();
    }

    /** Writes one group's entries of an entity. */
    @FunctionalInterface
    private interface Entries {
        void write(LocatedRows rows, AnswerWriter writer, int row);
    }

    private void byEntity(Entries entries) {
        writer.beginMap(names.size());
        for (int row = 0; row < names.size(); row++) {
            writer.name(names.get(row));
            writer.beginMap(features);
            for (LocatedRows rows : found.rows()) {
                entries.write(rows, writer, row);
            }
            writer.endMap();
        }
        writer.endMap();
    }

    private static void statuses(LocatedRows rows, AnswerWriter writer, int row) {
        for (int feature = 0; feature < rows.plan().size(); feature++) {
            writer.name(rows.plan().label(feature));
            writer.text(text(rows.status(row, feature)));
        }
    }

    private void eventTimestamps() {
        writer.beginMap(names.size());
        for (int row = 0; row < names.size(); row++) {
            writer.name(names.get(row));
            if (!found.plan().full()) {
                eventTimestamp(found.rows().getFirst(), row);
                continue;
            }
            writer.beginMap(found.rows().size());
            for (LocatedRows rows : found.rows()) {
                writer.name(rows.plan().group().name());
                eventTimestamp(rows, row);
            }
            writer.endMap();
        }
        writer.endMap();
    }

    private void eventTimestamp(LocatedRows rows, int row) {
        if (rows.isFound(row)) {
            writer.instant(rows.eventTimestamp(row));
        } else {
            writer.nothing();
        }
    }

    private void metadata() {
        List<QuestionPlan.Part> parts = found.plan().parts();
        List<QuestionPlan.Part> approximate =
                parts.stream().filter(QuestionPlan.Part::isApproximate).toList();
        int more = (found.isPartial() ? 1 : 0) + (found.plan().isStale() ? 1 : 0) + (approximate.isEmpty() ? 0 : 1);
        if (found.plan().full()) {
            writer.beginMap(4 + more);
            writer.name("feature_groups");
            writer.beginMap(parts.size());
            for (QuestionPlan.Part part : parts) {
                writer.name(part.version().featureGroup().name());
                writer.number(part.version().version());
            }
            writer.endMap();
        } else {
            DefinitionVersion version = parts.getFirst().version();
            writer.beginMap(5 + more);
            writer.name("feature_group");
            writer.text(version.featureGroup().name());
            writer.name("version");
            writer.number(version.version());
        }
        writer.name("entities");
        writer.number(names.size());
        writer.name("found");
        writer.number(countFound());
        writer.name("served_at");
        writer.instant(found.readAt());
        if (found.isPartial()) {
            writer.name("partial");
            writer.flag(true);
        }
        if (found.plan().isStale()) {
            writer.name("stale_before");
            staleBefore(
                    parts.stream().filter(part -> part.staleBefore() != null).toList());
        }
        if (!approximate.isEmpty()) {
            writer.name("values_as_of");
            valuesAsOf(approximate);
        }
        writer.endMap();
    }

    /** Marks the groups whose values are as of an earlier instant than the answer's. */
    private void valuesAsOf(List<QuestionPlan.Part> parts) {
        writer.beginMap(parts.size());
        for (QuestionPlan.Part part : parts) {
            writer.name(part.version().featureGroup().name());
            writer.text(part.version().featureGroup().valuesAsOf().orElseThrow().text());
        }
        writer.endMap();
    }

    /**
     * Who holds an event time against it knows whether another definition than the one that is named has computed the
     * row.
     */
    private void staleBefore(List<QuestionPlan.Part> parts) {
        writer.beginMap(parts.size());
        for (QuestionPlan.Part part : parts) {
            writer.name(part.version().featureGroup().name());
            writer.instant(Microseconds.of(Objects.requireNonNull(part.staleBefore())));
        }
        writer.endMap();
    }

    /** Entities of which any group has a row. */
    private long countFound() {
        long count = 0;
        for (int row = 0; row < names.size(); row++) {
            count += isFound(row) ? 1 : 0;
        }
        return count;
    }

    private boolean isFound(int row) {
        for (LocatedRows rows : found.rows()) {
            if (rows.isFound(row)) {
                return true;
            }
        }
        return false;
    }
}
