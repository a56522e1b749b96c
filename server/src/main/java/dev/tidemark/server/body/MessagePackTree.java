package dev.tidemark.server.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.request.Excerpt;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** Reads MessagePack into the tree that JSON is read into, so that a request means the same in both. */
public final class MessagePackTree {
    private static final int DEEPEST = 16;
    private static final int LONGEST_PLACE = 100;
    private static final byte TIMESTAMP = -1;
    private static final long FURTHEST_SECOND = 1_000_000_000_000L;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MessageUnpacker unpacker;
    private final int length;
    private final ValueLimit limit;

    private MessagePackTree(MessageUnpacker unpacker, int length) {
        this.unpacker = unpacker;
        this.length = length;
        this.limit = ValueLimit.ofBody(length);
    }

    /** What cannot be read, and where: {@code .rows[0].since}. */
    private static final class Unreadable extends IOException {
        private final String place;

        Unreadable(String place, String why) {
            super(why);
            this.place = place;
        }

        Unreadable within(String outer) {
            return new Unreadable(place.length() > LONGEST_PLACE ? place : outer + place, String.valueOf(getMessage()));
        }

        String text() {
            return place.isEmpty()
                    ? String.valueOf(getMessage())
                    : "at '%s' %s".formatted(place.substring(place.startsWith(".") ? 1 : 0), getMessage());
        }
    }

    /**
     * @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST and the place, or
     * PAYLOAD_TOO_LARGE
     */
    public static JsonNode read(byte[] body) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(body)) {
            JsonNode root = new MessagePackTree(unpacker, body.length).value(0);
            if (unpacker.hasNext()) {
                throw new Unreadable("", "bytes follow behind its end");
            }
            return root;
        } catch (Unreadable e) {
            throw Malformed.because("the body's MessagePack cannot be read: " + e.text());
        } catch (IOException e) {
            throw Malformed.because("the body's MessagePack cannot be read");
        }
    }

    private JsonNode value(int depth) throws Unreadable {
        try {
            return next(depth);
        } catch (Unreadable e) {
            throw e;
        } catch (IOException | MessagePackException | DateTimeException | ArithmeticException e) {
            throw new Unreadable("", "no complete value begins at byte %d".formatted(unpacker.getTotalReadBytes()));
        }
    }

    private JsonNode next(int depth) throws IOException {
        limit.count();
        MessageFormat format = unpacker.getNextFormat();
        return switch (format.getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield NODES.nullNode();
            }
            case BOOLEAN -> NODES.booleanNode(unpacker.unpackBoolean());
            case INTEGER ->
                format == MessageFormat.UINT64
                        ? NODES.numberNode(unpacker.unpackBigInteger())
                        : NODES.numberNode(unpacker.unpackLong());
            // Converted to a double, a 32-bit float would seem to represent exactly one whole number.
            case FLOAT ->
                format == MessageFormat.FLOAT32
                        ? NODES.numberNode(unpacker.unpackFloat())
                        : NODES.numberNode(unpacker.unpackDouble());
            case STRING -> NODES.textNode(unpacker.unpackString());
            case ARRAY -> array(depth);
            case MAP -> map(depth);
            case BINARY -> NODES.binaryNode(unpacker.readPayload(bounded(unpacker.unpackBinaryHeader(), depth)));
            case EXTENSION -> instant();
        };
    }

    /** The one extension that MessagePack itself defines. */
    private JsonNode instant() throws IOException {
        ExtensionTypeHeader header = unpacker.unpackExtensionTypeHeader();
        if (header.getType() != TIMESTAMP) {
            throw new Unreadable(
                    "",
                    "is an extension of type %d; send instants as MessagePack's timestamp (type -1) or as microseconds since 1970 in UTC, bytes as bin"
                            .formatted(header.getType()));
        }
        Instant instant = unpacker.unpackTimestamp(header);
        if (Math.abs(instant.getEpochSecond()) > FURTHEST_SECOND) {
            throw new Unreadable("", "is an instant outside the years 1 to 9999");
        }
        return NODES.pojoNode(instant);
    }

    private ArrayNode array(int depth) throws IOException {
        ArrayNode items = NODES.arrayNode();
        int size = bounded(unpacker.unpackArrayHeader(), depth);
        for (int item = 0; item < size; item++) {
            try {
                items.add(value(depth + 1));
            } catch (Unreadable e) {
                throw e.within("[%d]".formatted(item));
            }
        }
        return items;
    }

    private ObjectNode map(int depth) throws IOException {
        ObjectNode fields = NODES.objectNode();
        int size = bounded(unpacker.unpackMapHeader(), depth);
        for (int field = 0; field < size; field++) {
            String name = unpacker.unpackString();
            if (fields.has(name)) {
                throw new Unreadable("." + Excerpt.of(name), "a field is repeated");
            }
            try {
                fields.set(name, value(depth + 1));
            } catch (Unreadable e) {
                throw e.within("." + Excerpt.of(name));
            }
        }
        return fields;
    }

    /** A header may claim more than there is, and nest without end. */
    private int bounded(int claimed, int depth) throws IOException {
        if (claimed < 0 || claimed > length || depth >= DEEPEST) {
            throw new Unreadable("", "%d entries are claimed in %d bytes, %d deep".formatted(claimed, length, depth));
        }
        return claimed;
    }
}
