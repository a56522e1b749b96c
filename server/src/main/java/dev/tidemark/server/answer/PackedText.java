package dev.tidemark.server.answer;

import java.nio.charset.StandardCharsets;

/** Text in MessagePack. */
final class PackedText {
    private PackedText() {}

    static void put(ByteOutput out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 32) {
            out.put(0xa0 | bytes.length);
        } else if (bytes.length < 1 << 8) {
            out.put(0xd9);
            out.put(bytes.length);
        } else if (bytes.length < 1 << 16) {
            out.put(0xda);
            out.bigEndian(bytes.length, 2);
        } else {
            out.put(0xdb);
            out.bigEndian(bytes.length, 4);
        }
        out.put(bytes);
    }
}
