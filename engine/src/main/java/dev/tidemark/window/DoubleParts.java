package dev.tidemark.window;

/** A finite double's magnitude as a whole number times a power of two. */
final class DoubleParts {
    /** The power of two that position 0 represents: the least subnormal double. */
    static final int LEAST_WEIGHT = -1074;

    private DoubleParts() {}

    /** The magnitude's digits, at most 53 bits. */
    static long mantissa(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & ((1L << 52) - 1);
        return biased(bits) == 0 ? mantissa : mantissa | 1L << 52;
    }

    /** The number of bits by which the mantissa is shifted to the left of {@link #LEAST_WEIGHT}. */
    static int position(double value) {
        return Math.max(biased(Double.doubleToRawLongBits(value)), 1) - 1;
    }

    private static int biased(long bits) {
        return (int) (bits >>> 52) & 0x7FF;
    }
}
