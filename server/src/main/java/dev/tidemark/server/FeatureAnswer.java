package dev.tidemark.server;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Status;
import dev.tidemark.registry.DefinitionVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON of an answer: values by entity and feature, and what else was asked for. */
record FeatureAnswer(
        DefinitionVersion version,
        OnlineRequest request,
        List<String> features,
        List<OnlineFeatures> found,
        Instant now) {

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("features");
        for (OnlineFeatures entity : found) {
            json.writeObjectFieldStart(KeyFormat.entity(entity.key()));
            for (int position = 0; position < features.size(); position++) {
                json.writeFieldName(features.get(position));
                value(json, entity.values().get(position));
            }
            json.writeEndObject();
        }
        json.writeEndObject();
        if (request.include().contains(OnlineRequest.Include.STATUSES)) {
            statuses(json);
        }
        if (request.include().contains(OnlineRequest.Include.EVENT_TIMESTAMPS)) {
            eventTimestamps(json);
        }
        json.writeObjectFieldStart("metadata");
        json.writeStringField("feature_group", version.featureGroup().name());
        json.writeNumberField("version", version.version());
        json.writeNumberField("entities", found.size());
        json.writeNumberField(
                "found",
                found.stream().filter(entity -> entity.eventTimestamp() != null).count());
        json.writeStringField("served_at", now.toString());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void statuses(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("statuses");
        for (OnlineFeatures entity : found) {
            json.writeObjectFieldStart(KeyFormat.entity(entity.key()));
            for (int position = 0; position < features.size(); position++) {
                Status status = entity.statuses().get(position);
                json.writeStringField(features.get(position), status.name());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void eventTimestamps(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("event_timestamps");
        for (OnlineFeatures entity : found) {
            Instant eventTimestamp = entity.eventTimestamp();
            json.writeStringField(
                    KeyFormat.entity(entity.key()), eventTimestamp == null ? null : eventTimestamp.toString());
        }
        json.writeEndObject();
    }

    /** Numbers that JSON has not are strings, bytes are Base64, instants are ISO 8601. */
    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Float number when Float.isFinite(number) -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case byte[] bytes -> json.writeBinary(bytes);
            case List<?> list -> {
                json.writeStartArray();
                for (Object item : list) {
                    value(json, Objects.requireNonNull(item));
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
