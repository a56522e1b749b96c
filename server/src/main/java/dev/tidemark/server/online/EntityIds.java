package dev.tidemark.server.online;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.request.Excerpt;
import dev.tidemark.request.FeatureRowReader;
import dev.tidemark.request.SentValues;
import dev.tidemark.server.body.JsonExcerpt;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.body.PlainValues;
import java.util.ArrayList;
import java.util.List;

/** Entity ids: a plain value for one join key, an object by join key for several. Immutable. */
public final class EntityIds {
    private final SentValues values;

    public EntityIds(FeatureRowReader.Instants instants) {
        this.values = new SentValues(instants);
    }

    EntityKey read(List<JoinKey> joinKeys, JsonNode id) {
        if (id.isObject()) {
            return composite(joinKeys, id);
        }
        if (joinKeys.size() > 1) {
            throw Malformed.because(
                    "entity id %s must be an object with %s".formatted(JsonExcerpt.of(id), names(joinKeys)));
        }
        return new EntityKey(List.of(value(joinKeys.getFirst(), id)));
    }

    private EntityKey composite(List<JoinKey> joinKeys, JsonNode id) {
        List<String> names = names(joinKeys);
        id.fieldNames().forEachRemaining(field -> {
            if (!names.contains(field)) {
                throw Malformed.because("entity id %s has an unknown join key '%s'; %s"
                        .formatted(JsonExcerpt.of(id), Excerpt.of(field), NearestNames.sentence(field, names)));
            }
        });
        List<Object> values = new ArrayList<>();
        for (JoinKey joinKey : joinKeys) {
            if (!id.has(joinKey.name())) {
                throw Malformed.because(
                        "entity id %s lacks join key '%s'".formatted(JsonExcerpt.of(id), joinKey.name()));
            }
            values.add(value(joinKey, id.path(joinKey.name())));
        }
        return new EntityKey(values);
    }

    /**
     * Reads an entity as answers name it: {@code 17}, or {@code 17:4} with <code>:</code> and <code>%</code> escaped in
     * a value.
     */
    EntityKey readText(List<JoinKey> joinKeys, String text) {
        List<String> texts = joinKeys.size() == 1 ? List.of(text) : List.of(text.split(":", -1));
        if (texts.size() != joinKeys.size()) {
            throw Malformed.because(
                    "entity '%s' must be the values of %s, joined by ':'".formatted(Excerpt.of(text), names(joinKeys)));
        }
        List<Object> values = new ArrayList<>();
        for (int position = 0; position < texts.size(); position++) {
            JoinKey joinKey = joinKeys.get(position);
            String value = unescaped(texts.get(position));
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

    public Object value(JoinKey joinKey, JsonNode node) {
        Object sent = PlainValues.value(node);
        Object value = sent == null ? null : values.key(joinKey.type(), sent);
        if (value == null) {
            throw Malformed.because("invalid value %s of join key '%s': expected %s"
                    .formatted(JsonExcerpt.of(node), joinKey.name(), joinKey.type()));
        }
        return value;
    }
}
