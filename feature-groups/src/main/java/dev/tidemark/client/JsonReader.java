package dev.tidemark.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the server's JSON into maps, lists, texts, flags, {@code Long}, {@code BigInteger} and {@code Double}. */
final class JsonReader {
    private static final int DEEPEST = 32;

    private final String json;
    private int at;

    private JsonReader(String json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException if the text is not JSON; the message names the position */
    static @Nullable Object read(String json) {
        JsonReader reader = new JsonReader(json);
        Object value = reader.value(0);
        reader.blanks();
        if (reader.at < json.length()) {
            throw reader.broken();
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        blanks();
        if (depth > DEEPEST) {
            throw broken();
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> text();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        at++;
        blanks();
        while (peek() != '}') {
            blanks();
            String name = text();
            blanks();
            take(':');
            fields.put(name, value(depth + 1));
            blanks();
            if (peek() != '}') {
                take(',');
            }
        }
        at++;
        return fields;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        at++;
        blanks();
        while (peek() != ']') {
            items.add(value(depth + 1));
            blanks();
            if (peek() != ']') {
                take(',');
            }
        }
        at++;
        return items;
    }

    private String text() {
        take('"');
        StringBuilder text = new StringBuilder();
        while (peek() != '"') {
            char letter = json.charAt(at++);
            text.append(letter == '\\' ? escaped() : letter);
        }
        at++;
        return text.toString();
    }

    private char escaped() {
        char letter = peek();
        at++;
        return switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > json.length()) {
                    throw broken();
                }
                at += 4;
                yield (char) Integer.parseInt(json, at - 4, at, 16);
            }
            case '"', '\\', '/' -> letter;
            default -> throw broken();
        };
    }

    private Object number() {
        int from = at;
        while (at < json.length() && "+-.eE0123456789".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        String digits = json.substring(from, at);
        if (!digits.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw broken();
        }
        if (!digits.matches("-?[0-9]+")) {
            return Double.valueOf(digits);
        }
        BigInteger whole = new BigInteger(digits);
        return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!json.startsWith(word, at)) {
            throw broken();
        }
        at += word.length();
        return value;
    }

    private void blanks() {
        while (at < json.length() && " \n\r\t".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= json.length()) {
            throw broken();
        }
        return json.charAt(at);
    }

    private void take(char wanted) {
        if (peek() != wanted) {
            throw broken();
        }
        at++;
    }

    private IllegalArgumentException broken() {
        return new IllegalArgumentException("No JSON at letter %d of %d".formatted(at, json.length()));
    }
}
