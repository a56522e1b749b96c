package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;

/** Which stored values are of a feature's type. */
final class PackedTypes {
    private static final int FLOAT32 = 0xca;
    private static final int FLOAT64 = 0xcb;
    private static final int UINT64 = 0xcf;

    private PackedTypes() {}

    /** Tells whether a value is of a feature's type; a list is if each of its items is, or is nil. */
    static boolean fits(FeatureType type, byte[] bytes, int at) {
        if (type == ScalarType.FLOAT64 && bytes[at] == (byte) FLOAT64) {
            return true;
        }
        return type instanceof ScalarType scalar
                ? fits(scalar, bytes, at)
                : isList(bytes[at] & 0xff) && allFit(((ListType) type).element(), bytes, at);
    }

    private static boolean allFit(ScalarType element, byte[] bytes, int at) {
        int item = PackedBytes.content(bytes, at);
        for (int left = PackedBytes.size(bytes, at); left > 0; left--) {
            if (bytes[item] != (byte) PackedBytes.NIL && !fits(element, bytes, item)) {
                return false;
            }
            item = PackedBytes.skip(bytes, item);
        }
        return true;
    }

    private static boolean fits(ScalarType type, byte[] bytes, int at) {
        int head = bytes[at] & 0xff;
        return switch (type) {
            case BOOL -> head == 0xc2 || head == PackedBytes.TRUE;
            case INT32 -> isWhole(head) && PackedBytes.integer(bytes, at) == (int) PackedBytes.integer(bytes, at);
            // A number beyond 64 bits with a sign is found here, before anything is written.
            case INT64, TIMESTAMP -> isWhole(head) && (head != UINT64 || PackedBytes.integer(bytes, at) >= 0);
            case FLOAT32 -> head == FLOAT32 || (head == FLOAT64 && isFloat(PackedBytes.decimal(bytes, at)));
            case FLOAT64 -> head == FLOAT32 || head == FLOAT64;
            case STRING -> PackedBytes.isText(head);
            case BYTES -> head >= 0xc4 && head <= 0xc6;
        };
    }

    /**
     * Whether a value that fits its type is what a strict reader takes as it stands: ASCII text, a number of 64 bits
     * with a sign.
     */
    static boolean isPlain(FeatureType type, byte[] bytes, int at) {
        return type instanceof ScalarType scalar && isPlain(scalar, bytes, at);
    }

    private static boolean isPlain(ScalarType type, byte[] bytes, int at) {
        return switch (type) {
            case STRING -> JsonText.isAscii(bytes, PackedBytes.content(bytes, at), PackedBytes.size(bytes, at));
            case INT32, INT64, TIMESTAMP -> bytes[at] != (byte) UINT64;
            case FLOAT32 -> bytes[at] == (byte) FLOAT32;
            case BOOL, FLOAT64, BYTES -> true;
        };
    }

    /** Whether a number of 64 bits is within what 32 bits hold: what is beyond is another number, not an infinity. */
    private static boolean isFloat(double value) {
        return !Float.isInfinite((float) value) || Double.isInfinite(value);
    }

    private static boolean isWhole(int head) {
        return head < 0x80 || head >= 0xe0 || (head >= 0xcc && head <= 0xd3);
    }

    private static boolean isList(int head) {
        return head >> 4 == 0x9 || head == 0xdc || head == 0xdd;
    }
}
