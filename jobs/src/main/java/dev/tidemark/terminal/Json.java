package dev.tidemark.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports as one line of JSON: instants as ISO text, durations as seconds. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String write(Map<String, ? extends @Nullable Object> content) {
        try {
            return MAPPER.writeValueAsString(plain(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A report holds a value that JSON cannot: " + content, e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Instant instant -> instant.toString();
            case Duration duration -> duration.toMillis() / 1000.0;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put(String.valueOf(key), plain(item)));
                yield copy;
            }
            case List<?> list -> list.stream().map(Json::plain).toArray();
            case Enum<?> choice -> choice.name();
            case null, default -> value;
        };
    }
}
