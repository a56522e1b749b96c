package dev.tidemark.server.answer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads MessagePack where it stands. Allocates nothing, whatever a header claims: a claim beyond the end of the bytes
 * ends in an exception after at most one step per byte.
 */
final class PackedBytes {
    static final int NIL = 0xc0;
    static final int TRUE = 0xc3;

    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Eight bytes of which only matters whether they are others. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** By head: how many bytes a value has, 0 where the head alone does not tell. */
    private static final byte[] SIZES = new byte[256];

    static {
        for (int head = 0; head < SIZES.length; head++) {
            SIZES[head] = (byte) size(head);
        }
    }

    private PackedBytes() {}

    private static int size(int head) {
        if (head < 0x80 || head >= 0xe0) {
            return 1;
        }
        if (head >= 0xa0 && head < 0xc0) {
            return 1 + (head & 31);
        }
        return switch (head) {
            case 0xc0, 0xc2, 0xc3 -> 1;
            case 0xcc, 0xd0 -> 2;
            case 0xcd, 0xd1 -> 3;
            case 0xca, 0xce, 0xd2 -> 5;
            case 0xcb, 0xcf, 0xd3 -> 9;
            default -> 0;
        };
    }

    /** Returns where the next value begins. */
    static int skip(byte[] bytes, int at) {
        int size = SIZES[bytes[at] & 0xff];
        return size > 0 ? checked(bytes, at + size) : skipAny(bytes, at);
    }

    /**
     * Whether bytes stand somewhere in others. Names are short: eight bytes at a time, the last ones once more where
     * they are no multiple, take less than the library's way, which is made for long arrays.
     */
    static boolean isAt(byte[] bytes, int at, byte[] expected) {
        int length = expected.length;
        if (length < Long.BYTES || at + length > bytes.length) {
            return at + length <= bytes.length && Arrays.equals(bytes, at, at + length, expected, 0, length);
        }
        int last = length - Long.BYTES;
        for (int from = 0; from < last; from += Long.BYTES) {
            if ((long) WORD.get(bytes, at + from) != (long) WORD.get(expected, from)) {
                return false;
            }
        }
        return (long) WORD.get(bytes, at + last) == (long) WORD.get(expected, last);
    }

    private static int skipAny(byte[] bytes, int from) {
        int at = from;
        for (long left = 1; left > 0; left--) {
            int head = bytes[at] & 0xff;
            int next = at + 1;
            if (head < 0x80 || head >= 0xe0) {
                at = next;
                continue;
            }
            switch (head >> 4) {
                case 0x8 -> left += 2L * (head & 15);
                case 0x9 -> left += head & 15;
                case 0xa, 0xb -> next += head & 31;
                default -> {
                    left += entries(bytes, head, next);
                    next = Math.addExact(next, payload(bytes, head, next));
                }
            }
            at = checked(bytes, next);
        }
        return at;
    }

    /** How many values lie inside of the value whose head was read. */
    private static long entries(byte[] bytes, int head, int at) {
        return switch (head) {
            case 0xdc -> unsigned(bytes, at, 2);
            case 0xdd -> unsigned(bytes, at, 4);
            case 0xde -> 2 * unsigned(bytes, at, 2);
            case 0xdf -> 2 * unsigned(bytes, at, 4);
            default -> 0;
        };
    }

    /** How many bytes follow the head, without the values inside. */
    private static int payload(byte[] bytes, int head, int at) {
        return switch (head) {
            case 0xc0, 0xc2, 0xc3 -> 0;
            case 0xcc, 0xd0 -> 1;
            case 0xcd, 0xd1, 0xdc, 0xde, 0xd4 -> 2;
            case 0xd5 -> 3;
            case 0xca, 0xce, 0xd2, 0xdd, 0xdf -> 4;
            case 0xd6 -> 5;
            case 0xcb, 0xcf, 0xd3 -> 8;
            case 0xd7 -> 9;
            case 0xd8 -> 17;
            case 0xc4, 0xd9 -> 1 + length(bytes, at, 1);
            case 0xc5, 0xda -> 2 + length(bytes, at, 2);
            case 0xc6, 0xdb -> 4 + length(bytes, at, 4);
            case 0xc7 -> 2 + length(bytes, at, 1);
            case 0xc8 -> 3 + length(bytes, at, 2);
            case 0xc9 -> 5 + length(bytes, at, 4);
            default -> throw new IllegalArgumentException("no MessagePack at byte " + at);
        };
    }

    static int checked(byte[] bytes, int at) {
        if (at > bytes.length || at < 0) {
            throw new IllegalArgumentException("it ends within a value");
        }
        return at;
    }

    static long unsigned(byte[] bytes, int at, int width) {
        long value = 0;
        for (int position = 0; position < width; position++) {
            value = (value << 8) | (bytes[at + position] & 0xff);
        }
        return value;
    }

    private static int length(byte[] bytes, int at, int width) {
        long length = unsigned(bytes, at, width);
        if (length > bytes.length) {
            throw new IllegalArgumentException("it claims %d bytes in %d".formatted(length, bytes.length));
        }
        return (int) length;
    }

    static boolean isText(int head) {
        return head >> 5 == 0b101 || (head >= 0xd9 && head <= 0xdb);
    }

    static boolean isMap(int head) {
        return head >> 4 == 0x8 || head == 0xde || head == 0xdf;
    }

    /** Where the content of a text, of bytes, or the first entry of a map or an array begins. */
    static int content(byte[] bytes, int at) {
        return switch (bytes[at] & 0xff) {
            case 0xc4, 0xd9 -> at + 2;
            case 0xc5, 0xda, 0xdc, 0xde -> at + 3;
            case 0xc6, 0xdb, 0xdd, 0xdf -> at + 5;
            default -> at + 1;
        };
    }

    /** The length of a text or of bytes, or the entries of a map or an array; what it is must be known. */
    static int size(byte[] bytes, int at) {
        int head = bytes[at] & 0xff;
        if (head < 0xa0) {
            return head & 15;
        }
        if (head < 0xc0) {
            return head & 31;
        }
        return length(bytes, at + 1, content(bytes, at) - at - 1);
    }

    static long integer(byte[] bytes, int at) {
        int head = bytes[at] & 0xff;
        return switch (head) {
            case 0xcc -> unsigned(bytes, at + 1, 1);
            case 0xcd -> unsigned(bytes, at + 1, 2);
            case 0xce -> unsigned(bytes, at + 1, 4);
            case 0xcf -> {
                long value = unsigned(bytes, at + 1, 8);
                if (value < 0) {
                    throw new IllegalArgumentException("it has a number beyond 64 bits with a sign");
                }
                yield value;
            }
            case 0xd0 -> bytes[at + 1];
            case 0xd1 -> (short) unsigned(bytes, at + 1, 2);
            case 0xd2 -> (int) unsigned(bytes, at + 1, 4);
            case 0xd3 -> (long) INT64.get(bytes, at + 1);
            default -> {
                if (head >= 0x80 && head < 0xe0) {
                    throw new IllegalArgumentException("it has no whole number at byte " + at);
                }
                yield bytes[at];
            }
        };
    }

    static double decimal(byte[] bytes, int at) {
        return bytes[at] == (byte) 0xca
                ? Float.intBitsToFloat((int) unsigned(bytes, at + 1, 4))
                : Double.longBitsToDouble((long) INT64.get(bytes, at + 1));
    }
}
