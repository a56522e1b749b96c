package dev.tidemark.files;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses CSV text by RFC 4180, as databases, spreadsheets and pandas write it: fields are separated by commas and
 * quoted if they hold commas, quotes or line breaks; a quote is doubled within quotes; a backslash is an ordinary
 * character. Empty lines are skipped. The parser is strict, because a wrong guess about a broken line would be a wrong
 * value.
 */
final class CsvRecords {
    private static final int END = -1;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader reader;
    private final char[] buffer = new char[16_384];
    private final StringBuilder text = new StringBuilder();
    private int position;
    private int limit;
    private long line = 1;
    private long begin = 1;

    CsvRecords(Reader reader) throws IOException {
        this.reader = reader;
        if (peek() == BYTE_ORDER_MARK) {
            position++;
        }
    }

    /** The line, from 1 on, in which the record that was read last begins. */
    long line() {
        return begin;
    }

    /**
     * Reads the next record.
     *
     * @return its fields, null for a field that is empty and not quoted; null at the end
     */
    @Nullable
    List<@Nullable String> next() throws IOException {
        int next = character();
        while (next == '\n') {
            line++;
            next = character();
        }
        if (next == END) {
            return null;
        }
        begin = line;
        List<@Nullable String> fields = new ArrayList<>();
        next = field(next, fields);
        while (next == ',') {
            next = field(character(), fields);
        }
        if (next == '\n') {
            line++;
        }
        return fields;
    }

    /** Reads a field, given its first character, and returns what ended it. */
    private int field(int first, List<@Nullable String> fields) throws IOException {
        text.setLength(0);
        if (first == '"') {
            int end = quoted();
            fields.add(text.toString());
            return end;
        }
        int next = first;
        while (next != ',' && next != '\n' && next != END) {
            text.append((char) next);
            next = character();
        }
        fields.add(text.isEmpty() ? null : text.toString());
        return next;
    }

    private int quoted() throws IOException {
        long opened = line;
        while (true) {
            int next = raw();
            if (next == END) {
                throw new CsvException(opened, "a quote is opened and never closed");
            }
            if (next == '"') {
                if (peek() != '"') {
                    return afterQuote();
                }
                position++;
            } else if (next == '\n' || (next == '\r' && peek() != '\n')) {
                line++;
            }
            text.append((char) next);
        }
    }

    private int afterQuote() throws IOException {
        int next = character();
        if (next == ',' || next == '\n' || next == END) {
            return next;
        }
        throw new CsvException(
                line,
                "'%c' follows a closing quote, expected a comma or the end of the line; a quote within quotes is doubled"
                        .formatted((char) next));
    }

    /** Reads the next character; every kind of line end becomes a line feed. */
    private int character() throws IOException {
        int next = raw();
        if (next != '\r') {
            return next;
        }
        if (peek() == '\n') {
            position++;
        }
        return '\n';
    }

    private int raw() throws IOException {
        int next = peek();
        if (next != END) {
            position++;
        }
        return next;
    }

    private int peek() throws IOException {
        if (position >= limit) {
            try {
                limit = Math.max(reader.read(buffer), 0);
            } catch (CharacterCodingException e) {
                throw new CsvException(line, "the bytes from here on are not UTF-8; write the file in UTF-8");
            }
            position = 0;
            if (limit == 0) {
                return END;
            }
        }
        return buffer[position];
    }
}
