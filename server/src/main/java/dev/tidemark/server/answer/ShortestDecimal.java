package dev.tidemark.server.answer;

/**
 * The decimal with the fewest digits that is read back as the same number, and the nearest to it among those: the
 * digits of {@code Double.toString} and {@code Float.toString} since Java 19. Allocates nothing.
 *
 * <p>Written after R. Giulietti, "The Schubfach way to render doubles" (2022). A double is c 2<sup>q</sup>; what rounds
 * to it lies between two bounds half a unit away. In units of the power of ten 10<sup>k</sup> that is just not longer
 * than this interval, at most one multiple of ten and at least one whole number lie within the bounds. All is computed
 * four times as large, so that the halves are whole, and rounded to odd, so that comparisons hold in spite of the lost
 * bits.
 */
final class ShortestDecimal {
    private static final int DOUBLE_FRACTION = 52;
    private static final int DOUBLE_LEAST_EXPONENT = -1074;
    private static final long DOUBLE_HIDDEN = 1L << DOUBLE_FRACTION;
    private static final int FLOAT_FRACTION = 23;
    private static final int FLOAT_LEAST_EXPONENT = -149;
    private static final int FLOAT_HIDDEN = 1 << FLOAT_FRACTION;
    private static final long LOW_63 = Long.MAX_VALUE;
    private static final long LOW_31 = Integer.MAX_VALUE;

    private ShortestDecimal() {}

    /** Writes a finite number where there is room for {@link DecimalText#LONGEST}; returns where it ends. */
    static int write(byte[] bytes, int from, double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & (DOUBLE_HIDDEN - 1);
        int exponent = (int) (bits >>> DOUBLE_FRACTION) & 0x7ff;
        int at = from;
        if (bits < 0) {
            bytes[at++] = '-';
        }
        if (exponent != 0) {
            long c = DOUBLE_HIDDEN | fraction;
            int q = exponent + DOUBLE_LEAST_EXPONENT - 1;
            if (q <= 0 && q > -DOUBLE_FRACTION - 1 && (c >> -q) << -q == c) {
                return DecimalText.write(bytes, at, c >> -q, 0);
            }
            return write(bytes, at, c, q, 0);
        }
        if (fraction != 0) {
            // The two smallest numbers have one digit only by themselves; by the law of two digits they would get
            // another one.
            boolean tiny = fraction < 3;
            return write(bytes, at, tiny ? 10 * fraction : fraction, DOUBLE_LEAST_EXPONENT, tiny ? -1 : 0);
        }
        return DecimalText.write(bytes, at, 0, 0);
    }

    private static int write(byte[] bytes, int at, long c, int q, int scale) {
        // Below a power of two the next number is only half as far away.
        boolean even = c != DOUBLE_HIDDEN || q == DOUBLE_LEAST_EXPONENT;
        int k = even ? PowersOfTen.log10OfPowerOf2(q) : PowersOfTen.log10OfThreeQuartersOfPowerOf2(q);
        int shift = q + PowersOfTen.log2OfPowerOf10(-k) + 2;
        long high = PowersOfTen.high(k);
        long low = PowersOfTen.low(k);
        long quadruple = c << 2;
        long value = scaled(high, low, quadruple << shift);
        long from = scaled(high, low, (quadruple - (even ? 2 : 1)) << shift) + (c & 1);
        long to = scaled(high, low, (quadruple + 2) << shift) - (c & 1);
        return DecimalText.write(bytes, at, shortest(value, from, to), k + scale);
    }

    /**
     * The multiple of ten that lies within the bounds, if one does: it has a digit less. Else the nearest whole number.
     */
    private static long shortest(long value, long from, long to) {
        long digits = value >> 2;
        if (digits >= 100) {
            long tens = digits / 10 * 10;
            boolean below = from <= tens << 2;
            if (below != ((tens + 10) << 2 <= to)) {
                return below ? tens : tens + 10;
            }
        }
        return nearest(digits, value, from, to);
    }

    /** Of a whole number and the next: the one that lies within the bounds, else the nearer, else the even one. */
    private static long nearest(long digits, long value, long from, long to) {
        boolean below = from <= digits << 2;
        if (below != ((digits + 1) << 2 <= to)) {
            return below ? digits : digits + 1;
        }
        long aboveMiddle = value - ((digits + digits + 1) << 1);
        return aboveMiddle < 0 || (aboveMiddle == 0 && (digits & 1) == 0) ? digits : digits + 1;
    }

    /** The product, without its 126 lowest bits; the last bit that is left is 1 where any of those was. */
    private static long scaled(long high, long low, long factor) {
        long upper = Math.multiplyHigh(low, factor);
        long middle = ((high * factor) >>> 1) + upper;
        long whole = Math.multiplyHigh(high, factor) + (middle >>> 63);
        return whole | (((middle & LOW_63) + LOW_63) >>> 63);
    }

    /** Writes a finite number where there is room for {@link DecimalText#LONGEST}; returns where it ends. */
    static int write(byte[] bytes, int from, float value) {
        int bits = Float.floatToRawIntBits(value);
        int fraction = bits & (FLOAT_HIDDEN - 1);
        int exponent = (bits >>> FLOAT_FRACTION) & 0xff;
        int at = from;
        if (bits < 0) {
            bytes[at++] = '-';
        }
        if (exponent != 0) {
            int c = FLOAT_HIDDEN | fraction;
            int q = exponent + FLOAT_LEAST_EXPONENT - 1;
            if (q <= 0 && q > -FLOAT_FRACTION - 1 && (c >> -q) << -q == c) {
                return DecimalText.write(bytes, at, c >> -q, 0);
            }
            return write(bytes, at, c, q, 0);
        }
        if (fraction != 0) {
            boolean tiny = fraction < 8;
            return write(bytes, at, tiny ? 10 * fraction : fraction, FLOAT_LEAST_EXPONENT, tiny ? -1 : 0);
        }
        return DecimalText.write(bytes, at, 0, 0);
    }

    private static int write(byte[] bytes, int at, int c, int q, int scale) {
        boolean even = c != FLOAT_HIDDEN || q == FLOAT_LEAST_EXPONENT;
        int k = even ? PowersOfTen.log10OfPowerOf2(q) : PowersOfTen.log10OfThreeQuartersOfPowerOf2(q);
        int shift = q + PowersOfTen.log2OfPowerOf10(-k) + 33;
        long power = PowersOfTen.high(k) + 1;
        long quadruple = (long) c << 2;
        long value = scaled(power, quadruple << shift);
        long from = scaled(power, (quadruple - (even ? 2 : 1)) << shift) + (c & 1);
        long to = scaled(power, (quadruple + 2) << shift) - (c & 1);
        return DecimalText.write(bytes, at, shortest(value, from, to), k + scale);
    }

    private static long scaled(long power, long factor) {
        long product = Math.multiplyHigh(power, factor);
        return (product >>> 31) | (((product & LOW_31) + LOW_31) >>> 31);
    }
}
