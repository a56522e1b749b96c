package dev.tidemark.pointintime.row;

import java.util.Arrays;

/** Byte arrays that are reused and grow on demand. */
public final class ByteArrays {
    /** The greatest length that every JVM allows. */
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private ByteArrays() {}

    /** Returns the array if it is long enough, else a copy of at least twice the length. */
    public static byte[] grown(byte[] bytes, int length) {
        return length <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(length, bytes.length * 2L)));
    }
}
