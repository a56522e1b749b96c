package dev.tidemark.window;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A whole number times a power of two. The arithmetic that averages and deviations need, without the objects that
 * {@link BigInteger} makes at each step. Immutable.
 */
final class WholeNumber {
    private static final int LIMB_BITS = 32;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

    /** A quotient with so many limbs has at least 128 bits, enough to see on which side of a tie it is. */
    private static final int LIMBS_OF_A_QUOTIENT = 5;

    /** The greatest divisor for which a remainder and a limb fit into a long. */
    private static final long GREATEST_DIVISOR = Integer.MAX_VALUE;

    private static final int MANTISSA_BITS = 53;
    private static final int REST_BITS = Long.SIZE - MANTISSA_BITS;
    private static final long REST_MASK = (1L << REST_BITS) - 1;
    private static final long TIE = 1L << (REST_BITS - 1);

    /** Bits below the first 64 that a quotient is not compared by: its last bits were cut off. */
    private static final int IGNORED_BITS = 16;

    private final boolean negative;
    private final int[] limbs;
    private final int exponent;

    /**
     * @param limbs the magnitude's digits in base 2^32, the least first, without zeros at the end
     * @param exponent of the power of two that the least limb counts
     */
    private WholeNumber(boolean negative, int[] limbs, int exponent) {
        this.negative = negative;
        this.limbs = limbs;
        this.exponent = exponent;
    }

    /**
     * Reads digits in base 2^32, the least first, that are not negative, except the greatest one, which may be any
     * long.
     */
    static WholeNumber of(long[] digits, int exponent) {
        if (digits.length == 0) {
            return new WholeNumber(false, new int[0], exponent);
        }
        int last = digits.length - 1;
        boolean negative = digits[last] < 0;
        int[] limbs = new int[digits.length + 1];
        for (int digit = 0; digit < last; digit++) {
            limbs[digit] = (int) digits[digit];
        }
        limbs[last] = (int) digits[last];
        limbs[last + 1] = (int) (digits[last] >> LIMB_BITS);
        if (negative) {
            negate(limbs);
        }
        return new WholeNumber(negative, shortened(limbs), exponent);
    }

    private static void negate(int[] limbs) {
        long carried = 1;
        for (int limb = 0; limb < limbs.length; limb++) {
            long sum = (~limbs[limb] & LIMB_MASK) + carried;
            limbs[limb] = (int) sum;
            carried = sum >>> LIMB_BITS;
        }
    }

    private static int[] shortened(int[] limbs) {
        int length = limbs.length;
        while (length > 0 && limbs[length - 1] == 0) {
            length--;
        }
        return length == limbs.length ? limbs : Arrays.copyOf(limbs, length);
    }

    /** Returns the product with a number from 0 to 2^31 - 1. */
    WholeNumber times(int factor) {
        int[] product = new int[limbs.length + 1];
        long carried = 0;
        for (int limb = 0; limb < limbs.length; limb++) {
            carried += (limbs[limb] & LIMB_MASK) * factor;
            product[limb] = (int) carried;
            carried >>>= LIMB_BITS;
        }
        product[limbs.length] = (int) carried;
        return new WholeNumber(negative, shortened(product), exponent);
    }

    WholeNumber squared() {
        int[] product = new int[2 * limbs.length];
        for (int left = 0; left < limbs.length; left++) {
            long factor = limbs[left] & LIMB_MASK;
            long carried = 0;
            for (int right = 0; right < limbs.length; right++) {
                carried += factor * (limbs[right] & LIMB_MASK) + (product[left + right] & LIMB_MASK);
                product[left + right] = (int) carried;
                carried >>>= LIMB_BITS;
            }
            product[left + limbs.length] = (int) carried;
        }
        return new WholeNumber(false, shortened(product), 2 * exponent);
    }

    /**
     * Returns the difference of two numbers that are not negative, of which the other is not greater, and whose
     * exponents differ by whole limbs.
     */
    WholeNumber minus(WholeNumber other) {
        int lowest = Math.min(exponent, other.exponent);
        int[] difference = aligned(lowest, Math.max(end(), other.end()));
        int offset = (other.exponent - lowest) / LIMB_BITS;
        long borrowed = 0;
        for (int limb = offset; limb < difference.length; limb++) {
            int of = limb - offset;
            long subtracted = of < other.limbs.length ? other.limbs[of] & LIMB_MASK : 0;
            long left = (difference[limb] & LIMB_MASK) - subtracted - borrowed;
            difference[limb] = (int) left;
            borrowed = left < 0 ? 1 : 0;
        }
        return new WholeNumber(false, shortened(difference), lowest);
    }

    private int end() {
        return exponent + LIMB_BITS * limbs.length;
    }

    private int[] aligned(int lowest, int end) {
        int[] wider = new int[(end - lowest) / LIMB_BITS];
        System.arraycopy(limbs, 0, wider, (exponent - lowest) / LIMB_BITS, limbs.length);
        return wider;
    }

    /** Returns the nearest double, of two that are equally near the even one. */
    double nearest() {
        double rounded = limbs.length == 0 ? 0.0 : rounded(/* exact= */ true);
        return Double.isNaN(rounded) ? exact().doubleValue() : rounded;
    }

    /**
     * Returns the double that is nearest to the quotient by two positive numbers; NaN if the quotient is so near to the
     * middle of two doubles, so great or so small that only a longer computation can tell.
     */
    double nearestQuotient(long first, long second) {
        if (limbs.length == 0) {
            return 0.0;
        }
        if (first > GREATEST_DIVISOR || second > GREATEST_DIVISOR) {
            return Double.NaN;
        }
        // Two limbs are what both divisors can take away.
        int added = Math.max(0, LIMBS_OF_A_QUOTIENT + 2 - limbs.length);
        int[] quotient = new int[limbs.length + added];
        System.arraycopy(limbs, 0, quotient, added, limbs.length);
        divide(quotient, first);
        divide(quotient, second);
        return new WholeNumber(negative, shortened(quotient), exponent - added * LIMB_BITS).rounded(/* exact= */ false);
    }

    private static void divide(int[] limbs, long divisor) {
        long remainder = 0;
        for (int limb = limbs.length - 1; limb >= 0; limb--) {
            long part = (remainder << LIMB_BITS) | (limbs[limb] & LIMB_MASK);
            limbs[limb] = (int) (part / divisor);
            remainder = part % divisor;
        }
    }

    /** @param exact false for the first bits of a number */
    private double rounded(boolean exact) {
        int bits = limbs.length * LIMB_BITS - Integer.numberOfLeadingZeros(limbs[limbs.length - 1]);
        int greatest = bits - 1 + exponent;
        if (greatest < Double.MIN_EXPONENT || greatest >= Double.MAX_EXPONENT) {
            return Double.NaN;
        }
        long upper = bitsFrom(bits - Long.SIZE);
        long rest = upper & REST_MASK;
        if (exact ? rest == TIE : isNearTie(rest, bitsFrom(bits - 2 * Long.SIZE))) {
            return Double.NaN;
        }
        long mantissa = (upper >>> REST_BITS) + (rest >= TIE ? 1 : 0);
        double magnitude = Math.scalb((double) mantissa, greatest - (MANTISSA_BITS - 1));
        return negative ? -magnitude : magnitude;
    }

    private static boolean isNearTie(long rest, long lower) {
        return (rest == TIE && lower >>> IGNORED_BITS == 0)
                || (rest == TIE - 1 && lower >>> IGNORED_BITS == -1L >>> IGNORED_BITS);
    }

    /** Returns 64 bits from a position on, zeros below the least. */
    private long bitsFrom(int position) {
        int limb = Math.floorDiv(position, LIMB_BITS);
        int within = Math.floorMod(position, LIMB_BITS);
        long bits = limb(limb) | (limb(limb + 1) << LIMB_BITS);
        return within == 0 ? bits : (bits >>> within) | (limb(limb + 2) << (Long.SIZE - within));
    }

    private long limb(int number) {
        return number < 0 || number >= limbs.length ? 0 : limbs[number] & LIMB_MASK;
    }

    /** This number as a decimal one, without rounding. */
    BigDecimal exact() {
        if (limbs.length == 0) {
            return BigDecimal.ZERO;
        }
        byte[] bytes = new byte[limbs.length * Integer.BYTES];
        for (int position = 0; position < bytes.length; position++) {
            int limb = limbs[limbs.length - 1 - position / Integer.BYTES];
            bytes[position] = (byte) (limb >>> (Integer.SIZE - Byte.SIZE * (1 + position % Integer.BYTES)));
        }
        BigInteger whole = new BigInteger(negative ? -1 : 1, bytes);
        if (exponent >= 0) {
            return new BigDecimal(whole.shiftLeft(exponent));
        }
        int spare = Math.min(whole.getLowestSetBit(), -exponent);
        int remaining = -exponent - spare;
        // 2^-n is 5^n * 10^-n.
        return new BigDecimal(
                whole.shiftRight(spare).multiply(BigInteger.valueOf(5).pow(remaining)), remaining);
    }
}
