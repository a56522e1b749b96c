package dev.tidemark.server.connection;

import java.nio.charset.StandardCharsets;

/** The characters that HTTP allows where. */
final class HttpText {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (byte character : "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                .getBytes(StandardCharsets.US_ASCII)) {
            TOKEN[character] = true;
        }
    }

    private HttpText() {}

    /** Returns whether a byte may stand in a method or in a field's name. */
    static boolean isToken(byte character) {
        return TOKEN[character & 0xff];
    }

    /** Returns whether a byte may not stand in a field's value; a tab may. */
    static boolean isControl(byte character) {
        return (character >= 0 && character < ' ' && character != '\t') || character == 0x7f;
    }

    /** Returns whether a byte may stand in a request's target. */
    static boolean isVisible(byte character) {
        return character > ' ' && character < 0x7f;
    }

    /** Compares with a name in lower case, whatever the case of the text. */
    static boolean equalsIgnoringCase(byte[] text, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            int character = text[i];
            if (character >= 'A' && character <= 'Z') {
                character += 'a' - 'A';
            }
            if (character != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}
