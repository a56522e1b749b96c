package dev.tidemark.window;

/**
 * A sum of integers times powers of two, without rounding. It is a fixed-point number in 32-bit digits with room for
 * carries, after Radford M. Neal, "Fast exact summation using small and large superaccumulators" (2015). It keeps only
 * the digits between the least and the greatest position that were used: numbers of similar size need a few of them.
 * Not thread-safe.
 */
final class FixedPoint {
    /*
     * Digit i has the weight 2^(32 i + weight of the first). 64 bits, shifted by the low five bits of their position,
     * cover three digits. Digits are signed longs. Each addition adds less than 2^32 to a digit, so 2^30 additions fit
     * before carries must be propagated. The greatest digit is a spare one above the three of any addition; it takes
     * the carries and the sign.
     */
    private static final int DIGIT_BITS = 32;
    private static final long DIGIT_MASK = (1L << DIGIT_BITS) - 1;
    private static final int ADDITIONS_BEFORE_CARRY = 1 << 30;
    private static final int DIGITS_OF_AN_ADDITION = 4;
    private static final long[] NONE = {};

    private final int weightOfFirstDigit;
    private long[] digits = NONE;
    private int least;
    private int additions;

    /** @param weightOfFirstDigit the power of two that position 0 represents */
    FixedPoint(int weightOfFirstDigit) {
        this.weightOfFirstDigit = weightOfFirstDigit;
    }

    /** Adds an unsigned whole number, shifted by a position. */
    void add(long unsigned, int position) {
        int digit = place(position >>> 5);
        int within = position & 31;
        digits[digit] += low(unsigned, within);
        digits[digit + 1] += middle(unsigned, within);
        digits[digit + 2] += high(unsigned, within);
        count();
    }

    /** Subtracts an unsigned whole number, shifted by a position. */
    void subtract(long unsigned, int position) {
        int digit = place(position >>> 5);
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

    /** Returns the place of a digit in the array, which grows if it lacks the digit or one of the three above it. */
    private int place(int digit) {
        int place = digit - least;
        return place >= 0 && place + DIGITS_OF_AN_ADDITION <= digits.length ? place : grow(digit);
    }

    private int grow(int digit) {
        boolean empty = digits.length == 0;
        int from = empty ? digit : Math.min(digit, least);
        int to = Math.max(digit + DIGITS_OF_AN_ADDITION, empty ? 0 : least + digits.length);
        long[] grown = new long[to - from];
        if (!empty) {
            System.arraycopy(digits, 0, grown, least - from, digits.length);
        }
        digits = grown;
        least = from;
        return digit - from;
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
        if (digits.length > 0) {
            digits[digits.length - 1] += carried;
        }
        additions = 0;
    }

    /** The sum, without rounding. */
    WholeNumber whole() {
        carry();
        return WholeNumber.of(digits, weightOfFirstDigit + DIGIT_BITS * least);
    }
}
