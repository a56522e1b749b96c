package dev.tidemark.client;

import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values of the JDK as the JSON that the server reads. */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder(256);

    private JsonWriter() {}

    /** @throws IllegalArgumentException if a value's class cannot be written to a request */
    static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> text(text);
            case Boolean flag -> out.append(flag);
            case Double number -> number(number, Double.isFinite(number));
            case Float number -> number(number, Float.isFinite(number));
            case Number number -> out.append(number);
            case Instant instant -> text(instant.toString());
            case byte[] bytes -> text(Base64.getEncoder().encodeToString(bytes));
            case Map<?, ?> fields -> object(fields);
            case Iterable<?> items -> list(items);
            default ->
                throw new IllegalArgumentException(
                        "A value of %s has no form in a request; send a number, a text, a flag, bytes,"
                                        .formatted(value.getClass().getName())
                                + " an Instant or a list");
        }
    }

    private void number(Number number, boolean finite) {
        if (finite) {
            out.append(number);
        } else {
            text(number.toString());
        }
    }

    private void object(Map<?, ?> fields) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = fields.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            text(String.valueOf(entry.getKey()));
            out.append(':');
            value(entry.getValue());
            out.append(entries.hasNext() ? "," : "");
        }
        out.append('}');
    }

    private void list(Iterable<?> items) {
        out.append('[');
        Iterator<?> left = items.iterator();
        while (left.hasNext()) {
            value(left.next());
            out.append(left.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private void text(String text) {
        out.append('"');
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            switch (letter) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    // Half of a surrogate pair cannot be encoded as UTF-8. Escaped, it reaches the server, which
                    // refuses it.
                    if (letter < ' ' || Character.isSurrogate(letter)) {
                        out.append("\\u%04x".formatted((int) letter));
                    } else {
                        out.append(letter);
                    }
                }
            }
        }
        out.append('"');
    }
}
