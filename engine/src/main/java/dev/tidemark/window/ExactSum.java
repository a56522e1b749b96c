package dev.tidemark.window;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of doubles without rounding: what was added can be taken away again without a trace, in any order, and the result is
 * rounded once, when it is read.
 *
 * <p>The sum is kept as a fixed-point number wide enough for every double, in 32-bit digits with room for carries, after
 * Radford M. Neal, "Fast exact summation using small and large superaccumulators" (2015). Infinities and NaN are counted
 * beside it. Not thread-safe.
 */
final class ExactSum {
    /*
     * A double is mantissa * 2^(exponent - 1075) with a biased exponent of 1 to 2046 (subnormals count as 1). Digit i has the
     * weight 2^(32 i - 1074). The mantissa, shifted by the exponent's low five bits, covers three digits. Digits are
     * signed longs: each addition puts less than 2^32 into a digit, so that 2^30 additions fit before carries must be passed on.
     */
    private static final int DIGITS = 67;

    private static final int DIGIT_BITS = 32;
    private static final long DIGIT_MASK = (1L << DIGIT_BITS) - 1;
    private static final int ADDITIONS_BEFORE_CARRY = 1 << 30;
    private static final int WEIGHT_OF_FIRST_DIGIT = -1074;

    private final long[] digits = new long[DIGITS];
    private int additions;
    private long nans;
    private long positiveInfinities;
    private long negativeInfinities;

    void add(double value) {
        change(value, 1);
    }

    /** Takes away a value that was added before. */
    void remove(double value) {
        change(value, -1);
    }

    private void change(double value, int sign) {
        if (Double.isNaN(value)) {
            nans += sign;
            return;
        }
        if (Double.isInfinite(value)) {
            if (value > 0) {
                positiveInfinities += sign;
            } else {
                negativeInfinities += sign;
            }
            return;
        }
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52) & 0x7FF;
        long mantissa = bits & ((1L << 52) - 1);
        if (biased == 0) {
            biased = 1;
        } else {
            mantissa |= 1L << 52;
        }
        int shift = biased - 1;
        int digit = shift >>> 5;
        int within = shift & 31;
        long low = (mantissa << within) & DIGIT_MASK;
        long middle = (mantissa >>> (DIGIT_BITS - within)) & DIGIT_MASK;
        long high = within == 0 ? 0 : mantissa >>> (2 * DIGIT_BITS - within);
        boolean adding = (bits < 0) != (sign > 0);
        if (adding) {
            digits[digit] += low;
            digits[digit + 1] += middle;
            digits[digit + 2] += high;
        } else {
            digits[digit] -= low;
            digits[digit + 1] -= middle;
            digits[digit + 2] -= high;
        }
        if (++additions == ADDITIONS_BEFORE_CARRY) {
            carry();
        }
    }

    private void carry() {
        long carried = 0;
        for (int digit = 0; digit < DIGITS - 1; digit++) {
            long sum = digits[digit] + carried;
            carried = sum >> DIGIT_BITS;
            digits[digit] = sum & DIGIT_MASK;
        }
        digits[DIGITS - 1] += carried;
        additions = 0;
    }

    /** Tells whether every value in the sum is finite. */
    boolean isFinite() {
        return nans == 0 && positiveInfinities == 0 && negativeInfinities == 0;
    }

    /** What the sum is where it is not finite: NaN or an infinity, as IEEE 754 adds them. */
    double notFinite() {
        if (nans > 0 || (positiveInfinities > 0 && negativeInfinities > 0)) {
            return Double.NaN;
        }
        return positiveInfinities > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** The sum, rounded to the nearest double. */
    double value() {
        return isFinite() ? exact().doubleValue() : notFinite();
    }

    /** The sum of the finite values, without rounding. */
    BigDecimal exact() {
        carry();
        int lowest = 0;
        while (lowest < DIGITS && digits[lowest] == 0) {
            lowest++;
        }
        if (lowest == DIGITS) {
            return BigDecimal.ZERO;
        }
        int highest = DIGITS - 1;
        while (digits[highest] == 0) {
            highest--;
        }
        // The top digit carries the sign; all others are from 0 to 2^32 - 1.
        BigInteger sum = BigInteger.valueOf(digits[highest]);
        for (int digit = highest - 1; digit >= lowest; digit--) {
            sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[digit]));
        }
        int exponent = WEIGHT_OF_FIRST_DIGIT + DIGIT_BITS * lowest;
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
