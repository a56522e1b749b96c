package dev.tidemark.server.answer;

import java.math.BigInteger;

/**
 * Powers of ten by 126 bits each, and logarithms by multiplication: what {@link ShortestDecimal} needs to scale a
 * number.
 *
 * <p>For an exponent k, {@code g(k)} is one more than the integer part of 10<sup>-k</sup> 2<sup>r</sup>, with the r
 * that makes it 126 bits long; see R. Giulietti, "The Schubfach way to render doubles" (2022), sections 9.8 and 9.9.
 */
final class PowersOfTen {
    private static final int LEAST = -324;
    private static final int GREATEST = 292;
    private static final int BITS = 126;

    /** The higher and the lower 63 bits of each, in turns. */
    private static final long[] TABLE = new long[2 * (GREATEST - LEAST + 1)];

    static {
        BigInteger low = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.ONE);
        for (int k = LEAST; k <= GREATEST; k++) {
            BigInteger power = power(k);
            TABLE[2 * (k - LEAST)] = power.shiftRight(63).longValueExact();
            TABLE[2 * (k - LEAST) + 1] = power.and(low).longValueExact();
        }
    }

    private PowersOfTen() {}

    private static BigInteger power(int k) {
        BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
        if (k <= 0) {
            int shift = BITS - ten.bitLength();
            return (shift < 0 ? ten.shiftRight(-shift) : ten.shiftLeft(shift)).add(BigInteger.ONE);
        }
        // 1 / 10^k has 126 bits before its point once it is scaled by the length of 10^k and 125 more.
        return BigInteger.ONE.shiftLeft(ten.bitLength() + BITS - 1).divide(ten).add(BigInteger.ONE);
    }

    static long high(int k) {
        return TABLE[2 * (k - LEAST)];
    }

    static long low(int k) {
        return TABLE[2 * (k - LEAST) + 1];
    }

    /** The integer part of log10(2^e); right for |e| up to 6,432,162. */
    static int log10OfPowerOf2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    /** The integer part of log10(3/4 2^e), in the same range. */
    static int log10OfThreeQuartersOfPowerOf2(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    /** The integer part of log2(10^e); right for |e| up to 1,838,394. */
    static int log2OfPowerOf10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }
}
