package dev.tidemark.server.answer;

/**
 * Lays digits out as {@code Double.toString} does: {@code 0.001} to {@code 9999999.9} plainly, else with an exponent.
 */
final class DecimalText {
    /** Sign, digits, point and exponent of any number, and what is written beyond its end. */
    static final int LONGEST = 32;

    private static final int LARGEST_PLAIN = 7;
    private static final int SMALLEST_PLAIN = -2;

    /** No number needs more. */
    private static final int MOST_DIGITS = 17;

    /** What a small number begins with. */
    private static final long ZERO_POINT_ZEROS = (Digits.letters(0) & ~0xff00L) | ('.' << 8);

    private DecimalText() {}

    /**
     * Writes a number without its sign where there is room; returns where it ends.
     *
     * <p>All numbers get seventeen digits, in three writes; where they end for good is seen by their zeros.
     *
     * @param digits at most seventeen, of which trailing zeros do not count
     * @param exponent of ten
     */
    static int write(byte[] bytes, int from, long digits, int exponent) {
        int count = Digits.count(digits);
        long all = digits * Digits.power(MOST_DIGITS - count);
        long nine = all / Digits.EIGHT_DIGITS;
        int first = (int) (nine / Digits.EIGHT_DIGITS);
        long middle = Digits.eight((int) (nine - (long) first * Digits.EIGHT_DIGITS));
        long last = Digits.eight((int) (all - nine * Digits.EIGHT_DIGITS));
        int significant = last != 0 ? 9 + Digits.significant(last) : 1 + Digits.significant(middle);
        int point = count + exponent;
        if (point > LARGEST_PLAIN || point < SMALLEST_PLAIN) {
            bytes[from] = (byte) ('0' + first);
            bytes[from + 1] = '.';
            rest(bytes, from + 2, middle, last);
            return exponent(bytes, from + 1 + Math.max(significant, 2), point - 1);
        }
        if (point <= 0) {
            Digits.put(bytes, from, ZERO_POINT_ZEROS);
            int begin = from + 2 - point;
            bytes[begin] = (byte) ('0' + first);
            rest(bytes, begin + 1, middle, last);
            return begin + significant;
        }
        rest(bytes, from + 2, middle, last);
        // The first eight bytes once more, with a point between the digits.
        long letters = Digits.letters((middle << 8) | first);
        long whole = (1L << (8 * point)) - 1;
        Digits.put(bytes, from, (letters & whole) | ((long) '.' << (8 * point)) | ((letters & ~whole) << 8));
        return from + 1 + Math.max(significant, point + 1);
    }

    private static void rest(byte[] bytes, int at, long middle, long last) {
        Digits.put(bytes, at, Digits.letters(middle));
        Digits.put(bytes, at + 8, Digits.letters(last));
    }

    private static int exponent(byte[] bytes, int from, int exponent) {
        int at = from;
        bytes[at++] = 'E';
        if (exponent < 0) {
            bytes[at++] = '-';
        }
        return Digits.write(bytes, at, Math.abs(exponent));
    }
}
