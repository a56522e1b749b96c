package dev.tidemark.window;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of integers times powers of two, without rounding. It is a fixed-point number in 32-bit digits with room for
 * carries, after Radford M. Neal, "Fast exact summation using small and large superaccumulators" (2015). Not
 * thread-safe.
 */
final class FixedPoint {
    /*
     * Digit i has the weight 2^(32 i + weight of the first). 64 bits, shifted by the low five bits of their position,
     * cover three digits. Digits are signed longs. Each addition adds less than 2^32 to a digit, so 2^30 additions fit
     * before carries must be propagated.
     */
    private static final int DIGIT_BITS = 32;
    private static final long DIGIT_MASK = (1L << DIGIT_BITS) - 1;
    private static final int ADDITIONS_BEFORE_CARRY = 1 << 30;

    private final long[] digits;
    private final int weightOfFirstDigit;
    private int additions;

    /** @param weightOfFirstDigit the power of two that position 0 represents */
    FixedPoint(int digits, int weightOfFirstDigit) {
        this.digits = new long[digits];
        this.weightOfFirstDigit = weightOfFirstDigit;
    }

    /** Adds an unsigned whole number, shifted by a position. */
    void add(long unsigned, int position) {
        int digit = position >>> 5;
        int within = position & 31;
        digits[digit] += low(unsigned, within);
        digits[digit + 1] += middle(unsigned, within);
        digits[digit + 2] += high(unsigned, within);
        count();
    }

    /** Subtracts an unsigned whole number, shifted by a position. */
    void subtract(long unsigned, int position) {
        int digit = position >>> 5;
        int within = position & 31;
        digits[digit] -= low(unsigned, within);
        digits[digit + 1] -= middle(unsigned, within);
        digits[digit + 2] -= high(unsigned, within);
        count();
    }

    private static long low(long unsigned, int within) {
        return (unsigned << within) & DIGIT_MASK;
    }

    private static long middle(long unsigned, int within) {
        return (unsigned >>> (DIGIT_BITS - within)) & DIGIT_MASK;
    }

    private static long high(long unsigned, int within) {
        return within == 0 ? 0 : unsigned >>> (2 * DIGIT_BITS - within);
    }

    private void count() {
        if (++additions == ADDITIONS_BEFORE_CARRY) {
            carry();
        }
    }

    private void carry() {
        long carried = 0;
        for (int digit = 0; digit < digits.length - 1; digit++) {
            long sum = digits[digit] + carried;
            carried = sum >> DIGIT_BITS;
            digits[digit] = sum & DIGIT_MASK;
        }
        digits[digits.length - 1] += carried;
        additions = 0;
    }

    /** The sum, without rounding. */
    BigDecimal exact() {
        carry();
        int lowest = 0;
        while (lowest < digits.length && digits[lowest] == 0) {
            lowest++;
        }
        if (lowest == digits.length) {
            return BigDecimal.ZERO;
        }
        int highest = digits.length - 1;
        while (digits[highest] == 0) {
            highest--;
        }
        // The top digit carries the sign; all others are from 0 to 2^32 - 1.
        BigInteger sum = BigInteger.valueOf(digits[highest]);
        for (int digit = highest - 1; digit >= lowest; digit--) {
            sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[digit]));
        }
        int exponent = weightOfFirstDigit + DIGIT_BITS * lowest;
        if (exponent >= 0) {
            return new BigDecimal(sum.shiftLeft(exponent));
        }
        int spare = Math.min(sum.getLowestSetBit(), -exponent);
        BigInteger shortened = sum.shiftRight(spare);
        int remaining = -exponent - spare;
        // 2^-n is 5^n * 10^-n.
        return new BigDecimal(shortened.multiply(BigInteger.valueOf(5).pow(remaining)), remaining);
    }
}
