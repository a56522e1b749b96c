package dev.tidemark.server.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.request.Excerpt;
import java.util.Map;

/** The beginning of a part of a request as JSON, for messages: bounded work and memory, whatever was sent. */
public final class JsonExcerpt {
    private static final int LONGEST = 60;

    private JsonExcerpt() {}

    public static String of(JsonNode node) {
        StringBuilder text = new StringBuilder(LONGEST);
        append(text, node);
        return Excerpt.oneLine(text, LONGEST);
    }

    private static void append(StringBuilder text, JsonNode node) {
        switch (node.getNodeType()) {
            case STRING -> quote(text, node.textValue());
            case ARRAY -> list(text, node);
            case OBJECT -> map(text, node);
            case BINARY, POJO -> text.append(Excerpt.of(PlainValues.value(node)));
            case MISSING -> text.append("nothing");
            case BOOLEAN, NULL, NUMBER -> text.append(node.asText());
        }
    }

    private static void quote(StringBuilder text, String letters) {
        text.append('"')
                .append(letters, 0, Math.min(letters.length(), LONGEST + 1))
                .append('"');
    }

    private static void list(StringBuilder text, JsonNode items) {
        text.append('[');
        String separator = "";
        for (JsonNode item : items) {
            append(text.append(separator), item);
            if (text.length() > LONGEST) {
                return;
            }
            separator = ",";
        }
        text.append(']');
    }

    private static void map(StringBuilder text, JsonNode fields) {
        text.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            quote(text.append(separator), field.getKey());
            append(text.append(':'), field.getValue());
            if (text.length() > LONGEST) {
                return;
            }
            separator = ",";
        }
        text.append('}');
    }
}
