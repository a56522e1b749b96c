package dev.tidemark.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** Reads MessagePack into the tree that JSON is read into, so that a request means the same in both. */
final class MessagePackTree {
    private static final int DEEPEST = 16;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MessageUnpacker unpacker;
    private final int length;

    private MessagePackTree(MessageUnpacker unpacker, int length) {
        this.unpacker = unpacker;
        this.length = length;
    }

    /** @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST */
    static JsonNode read(byte[] body) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(body)) {
            JsonNode root = new MessagePackTree(unpacker, body.length).value(0);
            if (unpacker.hasNext()) {
                throw new IOException("bytes follow the request");
            }
            return root;
        } catch (IOException | org.msgpack.core.MessagePackException e) {
            throw OnlineRequest.malformed("the body is no MessagePack: " + e.getMessage());
        }
    }

    private JsonNode value(int depth) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield NODES.nullNode();
            }
            case BOOLEAN -> NODES.booleanNode(unpacker.unpackBoolean());
            case INTEGER -> NODES.numberNode(unpacker.unpackLong());
            case FLOAT -> NODES.numberNode(unpacker.unpackDouble());
            case STRING -> NODES.textNode(unpacker.unpackString());
            case ARRAY -> array(depth);
            case MAP -> map(depth);
            case BINARY -> NODES.binaryNode(unpacker.readPayload(bounded(unpacker.unpackBinaryHeader(), depth)));
            case EXTENSION -> throw new IOException("extensions have no meaning in a request");
        };
    }

    private ArrayNode array(int depth) throws IOException {
        ArrayNode items = NODES.arrayNode();
        int size = bounded(unpacker.unpackArrayHeader(), depth);
        for (int item = 0; item < size; item++) {
            items.add(value(depth + 1));
        }
        return items;
    }

    private ObjectNode map(int depth) throws IOException {
        ObjectNode fields = NODES.objectNode();
        int size = bounded(unpacker.unpackMapHeader(), depth);
        for (int field = 0; field < size; field++) {
            String name = unpacker.unpackString();
            if (fields.has(name)) {
                throw new IOException("field '%s' stands twice".formatted(name));
            }
            fields.set(name, value(depth + 1));
        }
        return fields;
    }

    /** A header may claim more than there is, and nest without end. */
    private int bounded(int claimed, int depth) throws IOException {
        if (claimed < 0 || claimed > length || depth >= DEEPEST) {
            throw new IOException("it claims %d entries in %d bytes, %d deep".formatted(claimed, length, depth));
        }
        return claimed;
    }
}
