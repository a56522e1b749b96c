package dev.tidemark.request;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a client's input for messages and logs, on one line. Work and memory are bounded, whatever was sent.
 */
public final class Excerpt {
    private static final int LONGEST = 60;
    private static final String CUT = "...";

    private Excerpt() {}

    /** Returns the beginning of a value: of a text, a number, or of lists and maps of these. */
    public static String of(@Nullable Object sent) {
        StringBuilder text = new StringBuilder(LONGEST);
        append(text, sent);
        return oneLine(text, LONGEST);
    }

    /** Returns the beginning of a text on one line, with control characters escaped. */
    public static String oneLine(CharSequence text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest) + CUT.length());
        int position = 0;
        while (position < text.length() && line.length() < longest) {
            char letter = text.charAt(position++);
            if (isSafe(letter)) {
                line.append(letter);
            } else {
                line.append("\\u%04x".formatted((int) letter));
            }
        }
        if (position == text.length()) {
            return line.toString();
        }
        if (Character.isHighSurrogate(line.charAt(line.length() - 1))) {
            line.setLength(line.length() - 1);
        }
        return line.append(CUT).toString();
    }

    /**
     * Returns true if a character is not a control character, ends no line and does not change the direction of
     * writing.
     */
    private static boolean isSafe(char letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void append(StringBuilder text, @Nullable Object sent) {
        switch (sent) {
            case CharSequence letters -> text.append(letters, 0, Math.min(letters.length(), LONGEST + 1));
            case List<?> items -> list(text, items);
            case Map<?, ?> fields -> map(text, fields);
            case byte[] bytes -> text.append(bytes.length).append(" bytes");
            case null, default -> text.append(sent);
        }
    }

    private static void list(StringBuilder text, List<?> items) {
        String separator = "[";
        for (Object item : items) {
            append(text.append(separator), item);
            if (text.length() > LONGEST) {
                return;
            }
            separator = ", ";
        }
        text.append(items.isEmpty() ? "[]" : "]");
    }

    private static void map(StringBuilder text, Map<?, ?> fields) {
        String separator = "{";
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            append(text.append(separator), field.getKey());
            append(text.append('='), field.getValue());
            if (text.length() > LONGEST) {
                return;
            }
            separator = ", ";
        }
        text.append(fields.isEmpty() ? "{}" : "}");
    }
}
