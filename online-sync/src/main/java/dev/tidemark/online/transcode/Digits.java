package dev.tidemark.online.transcode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Digits of numbers that are not negative, two at a time. */
final class Digits {
    private static final VarHandle PAIR = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** The digits of 0 to 99 as they stand in memory. */
    private static final short[] PAIRS = new short[100];

    private static final long[] POWERS = new long[19];
    private static final int EIGHT_DIGITS = 100_000_000;

    static {
        for (int number = 0; number < PAIRS.length; number++) {
            PAIRS[number] = (short) (('0' + number / 10) | (('0' + number % 10) << 8));
        }
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
        // 1233 / 4096 is a little more than log10(2): at most one too many, which the table tells.
        int guess = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >> 12;
        return guess < POWERS.length && value >= POWERS[guess] ? guess + 1 : Math.max(guess, 1);
    }

    /**
     * Writes a number's last digits.
     *
     * @param end behind the last of them
     * @param count at most as many as the number has
     */
    static void write(byte[] bytes, int end, long value, int count) {
        int at = end;
        int left = count;
        long high = value;
        while (left > 8) {
            long rest = high / EIGHT_DIGITS;
            write(bytes, at, (int) (high - rest * EIGHT_DIGITS), 8);
            at -= 8;
            left -= 8;
            high = rest;
        }
        write(bytes, at, (int) high, left);
    }

    private static void write(byte[] bytes, int end, int value, int count) {
        int at = end;
        int left = value;
        int digits = count;
        while (digits > 1) {
            int rest = left / 100;
            at -= 2;
            PAIR.set(bytes, at, PAIRS[left - rest * 100]);
            left = rest;
            digits -= 2;
        }
        if (digits == 1) {
            bytes[at - 1] = (byte) ('0' + left);
        }
    }
}
