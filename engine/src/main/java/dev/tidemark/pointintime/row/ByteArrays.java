package dev.tidemark.pointintime.row;

import java.util.Arrays;

/** Arrays that are used again and become longer as they must. */
public final class ByteArrays {
    /** As long as the JVM makes an array. */
    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private ByteArrays() {}

    /** The array itself where it is long enough, else its content in one of at least twice the length. */
    public static byte[] grown(byte[] bytes, int length) {
        return length <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, (int) Math.min(LONGEST, Math.max(length, bytes.length * 2L)));
    }
}
