package dev.tidemark.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entity ids in JSON: a plain value for one join key, an object by join key for several. */
final class EntityIds {
    private EntityIds() {}

    static EntityKey read(List<JoinKey> joinKeys, JsonNode id) {
        if (id.isObject()) {
            return composite(joinKeys, id);
        }
        if (joinKeys.size() > 1) {
            throw OnlineRequest.malformed("entity id %s must be an object with %s".formatted(id, names(joinKeys)));
        }
        return new EntityKey(List.of(value(joinKeys.getFirst(), id)));
    }

    private static EntityKey composite(List<JoinKey> joinKeys, JsonNode id) {
        List<String> names = names(joinKeys);
        id.fieldNames().forEachRemaining(field -> {
            if (!names.contains(field)) {
                throw OnlineRequest.malformed("entity id %s has '%s', which is no join key; %s"
                        .formatted(id, field, NearestNames.sentence(field, names)));
            }
        });
        List<Object> values = new ArrayList<>();
        for (JoinKey joinKey : joinKeys) {
            if (!id.has(joinKey.name())) {
                throw OnlineRequest.malformed("entity id %s lacks join key '%s'".formatted(id, joinKey.name()));
            }
            values.add(value(joinKey, id.path(joinKey.name())));
        }
        return new EntityKey(values);
    }

    /** Reads an entity as answers name it: {@code 17}, or {@code 17:4} with <code>:</code> and <code>%</code> escaped in a value. */
    static EntityKey readText(List<JoinKey> joinKeys, String text) {
        List<String> texts = joinKeys.size() == 1 ? List.of(text) : List.of(text.split(":", -1));
        if (texts.size() != joinKeys.size()) {
            throw OnlineRequest.malformed(
                    "entity '%s' must be the values of %s, joined by ':'".formatted(text, names(joinKeys)));
        }
        List<Object> values = new ArrayList<>();
        for (int position = 0; position < texts.size(); position++) {
            JoinKey joinKey = joinKeys.get(position);
            String value = joinKeys.size() == 1 ? text : unescaped(texts.get(position));
            values.add(value(
                    joinKey,
                    joinKey.type() == ScalarType.BOOL && value.matches("true|false")
                            ? BooleanNode.valueOf(value.equals("true"))
                            : TextNode.valueOf(value)));
        }
        return new EntityKey(values);
    }

    private static String unescaped(String text) {
        return text.replace("%3A", ":").replace("%7B", "{").replace("%7D", "}").replace("%25", "%");
    }

    private static List<String> names(List<JoinKey> joinKeys) {
        return joinKeys.stream().map(JoinKey::name).toList();
    }

    static Object value(JoinKey joinKey, JsonNode node) {
        Object value = valueOrNull(joinKey, node);
        if (value == null) {
            throw OnlineRequest.malformed(
                    "%s is no value for join key '%s' of type %s".formatted(node, joinKey.name(), joinKey.type()));
        }
        return value;
    }

    private static @Nullable Object valueOrNull(JoinKey joinKey, JsonNode node) {
        return switch (joinKey.type()) {
            case BOOL -> node.isBoolean() ? node.booleanValue() : null;
            case INT32 -> {
                Long whole = whole(node);
                yield whole == null || whole != whole.intValue() ? null : (Object) whole.intValue();
            }
            case INT64 -> whole(node);
            case STRING -> node.isTextual() ? node.textValue() : null;
            case TIMESTAMP -> node.isTextual() ? instant(node.textValue()) : null;
            case FLOAT32, FLOAT64, BYTES -> null;
        };
    }

    /** A whole number, or its digits in a string, because JSON's numbers lose digits in some clients. */
    private static @Nullable Long whole(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isTextual() && node.textValue().matches("-?[0-9]{1,19}")) {
            try {
                return Long.valueOf(node.textValue());
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return Microseconds.floor(Instant.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
