package dev.tidemark.server.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.request.Excerpt;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in UTF-8, strictly: no field may appear twice, and nothing may follow the end. Numbers keep what was sent:
 * a number that a double would change to another whole number or to an infinity becomes a decimal.
 */
public final class JsonTree {
    private static final int DEEPEST = 64;
    private static final int LONGEST_REASON = 200;

    /** Where a parser's own words turn to its settings and classes. */
    private static final Pattern INSIDE =
            Pattern.compile("( \\((for|start marker|from) |\\[Source|: enable |`).*", Pattern.DOTALL);

    /**
     * The length in letters below which a decimal without an exponent is the only one of its length that its double
     * represents.
     */
    private static final int SURELY_EXACT = 16;

    private static final double FIRST_AMBIGUOUS = 1L << 53;
    private static final BigDecimal BEYOND_DOUBLES = new BigDecimal("1e400");
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // For a part of a body, Jackson could guess another encoding than for the whole.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final JsonParser parser;
    private final ValueLimit limit;

    private JsonTree(JsonParser parser, ValueLimit limit) {
        this.parser = parser;
        this.limit = limit;
    }

    /**
     * @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST and the place, or
     * PAYLOAD_TOO_LARGE
     */
    public static JsonNode read(byte[] body) {
        return read(body, ValueLimit.ofBody(body.length));
    }

    /** Reads what the server wrote itself, however many values it has. */
    public static JsonNode readAnswer(byte[] answer) {
        return read(answer, ValueLimit.none());
    }

    private static JsonNode read(byte[] body, ValueLimit limit) {
        int from = startsWithMark(body) ? BYTE_ORDER_MARK.length : 0;
        try (JsonParser parser = JSON.createParser(body, from, body.length - from)) {
            return new JsonTree(parser, limit).whole();
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw Malformed.because("the body is not JSON%s: %s".formatted(where, reason(e)));
        } catch (IOException e) {
            throw Malformed.because("the body is not JSON: it is not in UTF-8");
        }
    }

    /** A part of a body; null where it is no JSON value by itself. */
    public static @Nullable JsonNode readPart(byte[] body, int from, int length) {
        try (JsonParser parser = JSON.createParser(body, from, length)) {
            return new JsonTree(parser, ValueLimit.ofBody(length)).whole();
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean startsWithMark(byte[] body) {
        return body.length >= BYTE_ORDER_MARK.length
                && java.util.Arrays.mismatch(
                                body, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)
                        < 0;
    }

    private JsonNode whole() throws IOException {
        if (parser.nextToken() == null) {
            return NODES.missingNode();
        }
        JsonNode value = value();
        if (parser.nextToken() != null) {
            throw new com.fasterxml.jackson.core.JsonParseException(parser, "more follows behind its end");
        }
        return value;
    }

    private JsonNode value() throws IOException {
        limit.count();
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> whole(parser.getNumberType());
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new com.fasterxml.jackson.core.JsonParseException(parser, "a value is missing");
        };
    }

    private ObjectNode object() throws IOException {
        ObjectNode fields = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.set(name, value());
        }
        return fields;
    }

    private ArrayNode array() throws IOException {
        ArrayNode items = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return items;
    }

    private JsonNode whole(JsonParser.NumberType type) throws IOException {
        return switch (type) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal() throws IOException {
        double number = parser.getDoubleValue();
        if (Double.isInfinite(number)) {
            return NODES.numberNode(number > 0 ? BEYOND_DOUBLES : BEYOND_DOUBLES.negate());
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < FIRST_AMBIGUOUS;
        return whole && !isExact(parser.getText(), number)
                ? NODES.numberNode(parser.getDecimalValue())
                : NODES.numberNode(number);
    }

    private static boolean isExact(String text, double number) {
        boolean plain = text.length() <= SURELY_EXACT && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        try {
            return plain || new BigDecimal(text).compareTo(new BigDecimal(number)) == 0;
        } catch (NumberFormatException e) {
            // The exponent is below that of any decimal: the number is zero or next to it.
            return true;
        }
    }

    private static String reason(JsonProcessingException e) {
        return switch (e) {
            case JsonEOFException early -> "it ends too early";
            case StreamConstraintsException beyond ->
                "it is nested more than %d deep, or has a number or a name that is too long".formatted(DEEPEST);
            default -> Excerpt.oneLine(INSIDE.matcher(e.getOriginalMessage()).replaceFirst(""), LONGEST_REASON);
        };
    }
}
