package dev.tidemark.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Lists, field by field, how two definitions of one group differ. */
final class DefinitionDifference {
    private DefinitionDifference() {}

    static List<String> between(JsonNode before, JsonNode after) {
        Map<String, String> old = new LinkedHashMap<>();
        Map<String, String> now = new LinkedHashMap<>();
        flatten("", before, old);
        flatten("", after, now);
        TreeSet<String> fields = new TreeSet<>(old.keySet());
        fields.addAll(now.keySet());
        List<String> lines = new ArrayList<>();
        for (String field : fields) {
            String from = old.getOrDefault(field, "-");
            String to = now.getOrDefault(field, "-");
            if (!from.equals(to)) {
                lines.add("%s: %s -> %s".formatted(field, from, to));
            }
        }
        return lines;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties().forEach(field -> flatten(join(path, field.getKey()), field.getValue(), into));
        } else if (node.isArray()) {
            int position = 0;
            for (JsonNode item : node) {
                // Named things are compared by their names, so that one inserted feature is one difference.
                String label = item.path("name").asText(item.path("feature").asText(String.valueOf(position)));
                flatten("%s[%s]".formatted(path, label), item, into);
                position++;
            }
        } else {
            into.put(path, node.asText());
        }
    }

    private static String join(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
