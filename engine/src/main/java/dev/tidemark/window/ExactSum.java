package dev.tidemark.window;

/**
 * A sum of doubles without rounding. A value that was added can be removed again without a trace, in any order; the
 * result is rounded once, when it is read. Infinities and NaN are counted separately. Not thread-safe.
 */
final class ExactSum {
    private final FixedPoint finite = new FixedPoint(DoubleParts.LEAST_WEIGHT);

    private long nans;
    private long positiveInfinities;
    private long negativeInfinities;

    void add(double value) {
        change(value, 1);
    }

    /** Removes a value that was added before. */
    void remove(double value) {
        change(value, -1);
    }

    private void change(double value, int sign) {
        if (Double.isNaN(value)) {
            nans += sign;
        } else if (Double.isInfinite(value)) {
            if (value > 0) {
                positiveInfinities += sign;
            } else {
                negativeInfinities += sign;
            }
        } else if ((value > 0) == (sign > 0)) {
            finite.add(DoubleParts.mantissa(value), DoubleParts.position(value));
        } else {
            finite.subtract(DoubleParts.mantissa(value), DoubleParts.position(value));
        }
    }

    /** Returns true if every value in the sum is finite. */
    boolean isFinite() {
        return nans == 0 && positiveInfinities == 0 && negativeInfinities == 0;
    }

    /** Returns the sum if it is not finite: NaN or an infinity, as IEEE 754 adds them. */
    double notFinite() {
        if (nans > 0 || (positiveInfinities > 0 && negativeInfinities > 0)) {
            return Double.NaN;
        }
        return positiveInfinities > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** The sum, rounded to the nearest double. */
    double value() {
        return isFinite() ? whole().nearest() : notFinite();
    }

    /** The sum of the finite values, without rounding. */
    WholeNumber whole() {
        return finite.whole();
    }
}
