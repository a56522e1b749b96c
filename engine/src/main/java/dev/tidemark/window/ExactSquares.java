package dev.tidemark.window;

/**
 * A sum of squares without rounding. The square of a double may be far outside the range of doubles, so it is computed
 * from the mantissa, as a whole number of 106 bits: nothing overflows and nothing is lost. Not thread-safe.
 */
final class ExactSquares {
    private static final int LEAST_WEIGHT = 2 * DoubleParts.LEAST_WEIGHT;
    private static final int POSITION_OF_ONE = -LEAST_WEIGHT;

    private final FixedPoint sum = new FixedPoint(LEAST_WEIGHT);

    void add(double finite) {
        add(DoubleParts.mantissa(finite), 2 * DoubleParts.position(finite));
    }

    void remove(double finite) {
        remove(DoubleParts.mantissa(finite), 2 * DoubleParts.position(finite));
    }

    /** Adds the square of a long, which a double may not represent. */
    void add(long whole) {
        add(Math.abs(whole), POSITION_OF_ONE);
    }

    void remove(long whole) {
        remove(Math.abs(whole), POSITION_OF_ONE);
    }

    /* The absolute value of the least long is correct as an unsigned number. */

    private void add(long unsigned, int position) {
        sum.add(unsigned * unsigned, position);
        sum.add(Math.unsignedMultiplyHigh(unsigned, unsigned), position + Long.SIZE);
    }

    private void remove(long unsigned, int position) {
        sum.subtract(unsigned * unsigned, position);
        sum.subtract(Math.unsignedMultiplyHigh(unsigned, unsigned), position + Long.SIZE);
    }

    /** The sum of the squares, without rounding. */
    WholeNumber whole() {
        return sum.whole();
    }
}
