package dev.tidemark.server.answer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Digits of numbers that are not negative, eight at a time: a byte each in a long, the first digit in the lowest byte.
 */
final class Digits {
    /** Numbers below have at most eight digits. */
    static final int EIGHT_DIGITS = 100_000_000;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ZEROS = 0x3030_3030_3030_3030L;
    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int power = 1; power < POWERS.length; power++) {
            POWERS[power] = POWERS[power - 1] * 10;
        }
    }

    private Digits() {}

    /** A power of ten. */
    static long power(int exponent) {
        return POWERS[exponent];
    }

    /** How many digits a number has; one for zero. */
    static int count(long value) {
        // 1233 / 4096 is a little more than log10(2): at most one too few, which the table tells.
        int guess = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >> 12;
        return guess < POWERS.length && value >= POWERS[guess] ? guess + 1 : Math.max(guess, 1);
    }

    /**
     * The digits of a number below {@link #EIGHT_DIGITS}, as numbers of 0 to 9, leading zeros included.
     *
     * <p>Split into two numbers of four digits, both of these at once into two of two, and all four of these at once
     * into digits. A division by 100 is one by 2^20 of 10486 times the number, that by 10 one by 2^10 of 103 times it:
     * exact for so few digits; see H. S. Warren, "Hacker's Delight", 10-8.
     */
    static long eight(int value) {
        long thousands = value / 10_000;
        long fours = thousands | ((value - thousands * 10_000) << 32);
        long hundreds = ((fours * 10_486) >>> 20) & 0x0000_007f_0000_007fL;
        long twos = hundreds | ((fours - hundreds * 100) << 16);
        long tens = ((twos * 103) >>> 10) & 0x000f_000f_000f_000fL;
        return tens | ((twos - tens * 10) << 8);
    }

    /** The same as letters. */
    static long letters(long digits) {
        return digits | ZEROS;
    }

    /** How many of eight digits are left without the zeros at their end. */
    static int significant(long digits) {
        return 8 - Long.numberOfLeadingZeros(digits) / 8;
    }

    /** Writes eight bytes, of which all count or only the first. */
    static void put(byte[] bytes, int at, long letters) {
        EIGHT.set(bytes, at, letters);
    }

    /** Writes a number below {@link #EIGHT_DIGITS} where there is room for eight bytes; returns where it ends. */
    static int write(byte[] bytes, int from, int value) {
        long digits = eight(value);
        int zeros = Math.min(Long.numberOfTrailingZeros(digits) / 8, 7);
        put(bytes, from, letters(digits) >>> (8 * zeros));
        return from + 8 - zeros;
    }

    /** Writes a number where there is room for eight bytes more than it has digits; returns where it ends. */
    static int write(byte[] bytes, int from, long value) {
        if (value < EIGHT_DIGITS) {
            return write(bytes, from, (int) value);
        }
        long first = value / EIGHT_DIGITS;
        int at = write(bytes, from, first);
        put(bytes, at, letters(eight((int) (value - first * EIGHT_DIGITS))));
        return at + 8;
    }
}
