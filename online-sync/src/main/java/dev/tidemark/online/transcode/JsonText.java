package dev.tidemark.online.transcode;

import java.nio.charset.StandardCharsets;

/** Text as JSON: quotes, reverse solidus and control characters escaped, all else as it is, in UTF-8. */
final class JsonText {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    static void quote(ByteOutput out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.put('"');
        escape(out, bytes, 0, bytes.length);
        out.put('"');
    }

    /** Writes stored text; what is no UTF-8 in it becomes the replacement character. */
    static void quote(ByteOutput out, byte[] bytes, int from, int length) {
        if (!isAscii(bytes, from, length)) {
            quote(out, new String(bytes, from, length, StandardCharsets.UTF_8));
            return;
        }
        out.put('"');
        escape(out, bytes, from, from + length);
        out.put('"');
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
