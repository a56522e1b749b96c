package dev.tidemark.server.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's tree as values of the JDK. */
public final class PlainValues {
    private PlainValues() {}

    public static Map<String, @Nullable Object> map(JsonNode object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
        return fields;
    }

    public static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.numberValue();
            case BINARY -> ((BinaryNode) node).binaryValue();
            case ARRAY -> list(node);
            case OBJECT -> map(node);
            case POJO -> ((POJONode) node).getPojo();
            case NULL, MISSING -> null;
        };
    }

    private static List<@Nullable Object> list(JsonNode array) {
        List<@Nullable Object> items = new ArrayList<>(array.size());
        array.forEach(item -> items.add(value(item)));
        return items;
    }
}
