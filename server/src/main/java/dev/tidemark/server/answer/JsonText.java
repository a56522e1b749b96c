package dev.tidemark.server.answer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Text as JSON: quotes, reverse solidus and control characters escaped, all else as it is, in UTF-8. */
final class JsonText {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;

    private JsonText() {}

    static void quote(ByteOutput out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put('"');
        escape(out, bytes, 0, bytes.length);
        out.put('"');
    }

    /** Writes stored text; what is no UTF-8 in it becomes the replacement character. */
    static void quote(ByteOutput out, byte[] bytes, int from, int length) {
        if (isPlain(bytes, from, from + length)) {
            out.put('"');
            out.put(bytes, from, length);
            out.put('"');
        } else if (isAscii(bytes, from, length)) {
            out.put('"');
            escape(out, bytes, from, from + length);
            out.put('"');
        } else {
            quote(out, new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }

    /**
     * Whether text is ASCII without anything to escape. Eight letters at a time, by arithmetic that borrows from a
     * byte's highest bit where it is less than another: see H. S. Warren, "Hacker's Delight", 6-1.
     */
    private static boolean isPlain(byte[] bytes, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long letters = (long) EIGHT.get(bytes, at);
            long quotes = letters ^ (EACH * '"');
            long solidi = letters ^ (EACH * '\\');
            long special = (letters - EACH * ' ') | (quotes - EACH) | (solidi - EACH) | letters;
            if ((special & HIGHEST_BITS) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            byte letter = bytes[at];
            if (letter < ' ' || letter == '"' || letter == '\\') {
                return false;
            }
        }
        return true;
    }

    static boolean isAscii(byte[] bytes, int from, int length) {
        int seen = 0;
        for (int at = from; at < from + length; at++) {
            seen |= bytes[at];
        }
        return seen >= 0;
    }

    private static void escape(ByteOutput out, byte[] bytes, int from, int end) {
        int plain = from;
        for (int at = from; at < end; at++) {
            byte letter = bytes[at];
            if (letter == '"' || letter == '\\' || (letter >= 0 && letter < ' ')) {
                out.put(bytes, plain, at - plain);
                escape(out, letter);
                plain = at + 1;
            }
        }
        out.put(bytes, plain, end - plain);
    }

    private static void escape(ByteOutput out, byte letter) {
        out.put('\\');
        switch (letter) {
            case '"', '\\' -> out.put(letter);
            case '\b' -> out.put('b');
            case '\t' -> out.put('t');
            case '\n' -> out.put('n');
            case '\f' -> out.put('f');
            case '\r' -> out.put('r');
            default -> {
                out.ascii("u00");
                out.put(HEX[letter >> 4]);
                out.put(HEX[letter & 15]);
            }
        }
    }
}
