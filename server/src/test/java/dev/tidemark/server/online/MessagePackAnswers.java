package dev.tidemark.server.online;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Answers in MessagePack as trees, read by the format's own library. */
final class MessagePackAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessagePackAnswers() {}

    static JsonNode tree(byte[] bytes) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            JsonNode root = value(unpacker);
            if (unpacker.hasNext()) {
                throw new IOException("bytes follow");
            }
            return root;
        }
    }

    private static JsonNode value(MessageUnpacker unpacker) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield NODES.nullNode();
            }
            case BOOLEAN -> NODES.booleanNode(unpacker.unpackBoolean());
            case INTEGER -> NODES.numberNode(unpacker.unpackLong());
            case FLOAT -> NODES.numberNode(unpacker.unpackDouble());
            case STRING -> NODES.textNode(unpacker.unpackString());
            case BINARY ->
                NODES.textNode(Base64.getEncoder().encodeToString(unpacker.readPayload(unpacker.unpackBinaryHeader())));
            case ARRAY -> {
                ArrayNode items = NODES.arrayNode();
                for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
                    items.add(value(unpacker));
                }
                yield items;
            }
            case MAP -> {
                ObjectNode fields = NODES.objectNode();
                for (int left = unpacker.unpackMapHeader(); left > 0; left--) {
                    String name = unpacker.unpackString();
                    fields.set(name, value(unpacker));
                }
                yield fields;
            }
            case EXTENSION -> throw new IOException("no extension is ever written");
        };
    }

    /** The same tree with whole numbers of one width, since each format has its own. */
    static JsonNode numbers(JsonNode tree) {
        if (tree instanceof ObjectNode fields) {
            fields.properties().forEach(field -> field.setValue(numbers(field.getValue())));
        } else if (tree instanceof ArrayNode items) {
            for (int item = 0; item < items.size(); item++) {
                items.set(item, numbers(items.get(item)));
            }
        }
        return tree.isInt() ? NODES.numberNode(tree.longValue()) : tree;
    }
}
