package dev.tidemark.client;

import dev.tidemark.request.OnlineQuestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the server's answers. All methods throw an IllegalArgumentException if a text is not such an answer. */
final class Answers {
    private Answers() {}

    static List<EntityFeatures> features(String json, OnlineQuestion question) {
        Map<String, @Nullable Object> answer = map(JsonReader.read(json));
        Map<String, @Nullable Object> values = map(answer.get("features"));
        if (values.size() != question.entities().size()) {
            throw new IllegalArgumentException(
                    "%d entities were asked for and %d are answered: some are the same, written differently"
                            .formatted(question.entities().size(), values.size()));
        }
        Map<String, @Nullable Object> statuses = map(answer.get("statuses"));
        Map<String, @Nullable Object> timestamps = map(answer.get("event_timestamps"));
        List<EntityFeatures> served = new ArrayList<>(values.size());
        // The server names entities by their keys and answers in the order of the question.
        Iterator<Map<String, Object>> entities = question.entities().iterator();
        for (String name : values.keySet()) {
            served.add(new EntityFeatures(
                    entities.next(), features(map(values.get(name)), map(statuses.get(name)), timestamps.get(name))));
        }
        return served;
    }

    private static Map<String, ServedFeature> features(
            Map<String, @Nullable Object> values, Map<String, @Nullable Object> statuses, @Nullable Object timestamps) {
        Map<String, ServedFeature> features = new LinkedHashMap<>();
        values.forEach((name, value) -> features.put(
                name, new ServedFeature(name, value, status(statuses.get(name)), timestamp(name, timestamps))));
        return features;
    }

    private static ServedFeature.Status status(@Nullable Object name) {
        return Arrays.stream(ServedFeature.Status.values())
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElse(ServedFeature.Status.OTHER);
    }

    /** Returns the timestamp of the entity's row, or of the feature's group if the answer has one by group. */
    private static @Nullable Instant timestamp(String feature, @Nullable Object timestamps) {
        Object found = timestamps instanceof Map<?, ?> byGroup
                ? byGroup.get(feature.substring(0, Math.max(0, feature.indexOf(':'))))
                : timestamps;
        return found == null ? null : Instant.parse(found.toString());
    }

    static PushReceipt receipt(String json, boolean repeated) {
        Map<String, @Nullable Object> answer = map(JsonReader.read(json));
        return new PushReceipt(
                number(answer, "push_id"),
                (int) number(answer, "rows"),
                "WRITTEN".equals(answer.get("online")),
                Instant.parse(String.valueOf(answer.get("accepted_at"))),
                repeated);
    }

    static RequestRefusedException refusal(int status, String body) {
        try {
            Map<String, @Nullable Object> error = map(map(JsonReader.read(body)).get("error"));
            return new RequestRefusedException(
                    status,
                    String.valueOf(error.get("code")),
                    String.valueOf(error.get("message")),
                    String.valueOf(error.get("request_id")));
        } catch (IllegalArgumentException e) {
            // A proxy between client and server may answer in another format.
            return new RequestRefusedException(
                    status, "UNKNOWN", "Invalid answer: expected that of a Tidemark server", "unknown");
        }
    }

    private static long number(Map<String, @Nullable Object> answer, String field) {
        if (answer.get(field) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("The answer has no number '%s'".formatted(field));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("An object is missing in the answer");
    }
}
