package dev.tidemark.window;

import dev.tidemark.window.aggregate.SlidingAggregate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Sum, mean or sample standard deviation of numbers, from exact sums of the values and of their squares. */
final class MomentsAggregate implements SlidingAggregate {
    /** More than twice the digits of a double, so that only one rounding is visible. */
    private static final MathContext PRECISION = new MathContext(50, RoundingMode.HALF_EVEN);

    /**
     * More digits than the middle of two doubles can have, so that a quotient in the middle is seen as one and rounds
     * to the even double.
     */
    private static final MathContext EVERY_MIDDLE = new MathContext(1_200, RoundingMode.HALF_EVEN);

    private static final MathContext ROOT_PRECISION = new MathContext(25, RoundingMode.HALF_EVEN);

    /** The result that is computed from the sums. */
    enum Result {
        SUM,
        AVERAGE,
        DEVIATION
    }

    private final Result result;
    private final ExactSum sum = new ExactSum();
    private final ExactSquares squares = new ExactSquares();
    private long count;
    private @Nullable Object known;
    private boolean isKnown;

    MomentsAggregate(Result result) {
        this.result = result;
    }

    @Override
    public void add(@Nullable Object value) {
        isKnown &= value == null;
        switch (value) {
            case null -> {}
            case Long whole -> {
                sum.add(upper(whole));
                sum.add(lower(whole));
                if (result == Result.DEVIATION) {
                    squares.add(whole);
                }
                count++;
            }
            case Number number -> {
                double finite = number.doubleValue();
                sum.add(finite);
                if (result == Result.DEVIATION && Double.isFinite(finite)) {
                    squares.add(finite);
                }
                count++;
            }
            default -> throw new IllegalArgumentException("No number: " + value);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        isKnown &= value == null;
        switch (value) {
            case null -> {}
            case Long whole -> {
                sum.remove(upper(whole));
                sum.remove(lower(whole));
                if (result == Result.DEVIATION) {
                    squares.remove(whole);
                }
                count--;
            }
            case Number number -> {
                double finite = number.doubleValue();
                sum.remove(finite);
                if (result == Result.DEVIATION && Double.isFinite(finite)) {
                    squares.remove(finite);
                }
                count--;
            }
            default -> throw new IllegalArgumentException("No number: " + value);
        }
    }

    /* A long is the sum of two doubles without rounding: its upper 32 bits and its lower 32 bits. */

    private static double upper(long whole) {
        return (double) (whole >> 32) * 4294967296.0;
    }

    private static double lower(long whole) {
        return (double) (whole & 0xFFFFFFFFL);
    }

    @Override
    public @Nullable Object result() {
        // Most rows follow a change of another window.
        if (!isKnown) {
            known = computed();
            isKnown = true;
        }
        return known;
    }

    private @Nullable Object computed() {
        return switch (result) {
            case SUM -> count == 0 ? null : (Object) sum.value();
            case AVERAGE -> count == 0 ? null : (Object) average();
            case DEVIATION -> count < 2 ? null : (Object) deviation();
        };
    }

    private double average() {
        if (!sum.isFinite()) {
            return sum.notFinite();
        }
        WholeNumber total = sum.whole();
        double nearest = total.nearestQuotient(count, 1);
        return Double.isNaN(nearest) ? closeToMiddle(total) : nearest;
    }

    /** The mean if it is so close to the middle of two doubles that fewer digits do not decide, or is a subnormal. */
    private double closeToMiddle(WholeNumber total) {
        double mean = sum.value() / count;
        boolean isExact = Long.bitCount(count) == 1 && Math.abs(mean) >= Double.MIN_NORMAL && Double.isFinite(mean);
        return isExact
                ? mean
                : total.exact().divide(BigDecimal.valueOf(count), EVERY_MIDDLE).doubleValue();
    }

    private double deviation() {
        if (!sum.isFinite()) {
            return Double.NaN;
        }
        if (count > Integer.MAX_VALUE) {
            return longerDeviation();
        }
        // Not negative by the inequality of Cauchy and Schwarz.
        WholeNumber spread =
                squares.whole().times((int) count).minus(sum.whole().squared());
        double variance = spread.nearestQuotient(count, count - 1);
        return Double.isNaN(variance) ? longerDeviation() : Math.sqrt(variance);
    }

    /** The deviation in decimal numbers of many digits, for the rare results that fewer do not decide. */
    private double longerDeviation() {
        BigDecimal total = sum.whole().exact();
        BigDecimal values = BigDecimal.valueOf(count);
        BigDecimal spread = squares.whole().exact().multiply(values).subtract(total.multiply(total));
        BigDecimal variance = spread.divide(values.multiply(values.subtract(BigDecimal.ONE)), PRECISION);
        return variance.signum() <= 0 ? 0.0 : root(variance);
    }

    /**
     * The variance of doubles may be outside the range of doubles, or lose digits there, although its root does not.
     */
    private static double root(BigDecimal variance) {
        double rounded = variance.doubleValue();
        return rounded >= Double.MIN_NORMAL && rounded <= Double.MAX_VALUE
                ? Math.sqrt(rounded)
                : variance.sqrt(ROOT_PRECISION).doubleValue();
    }
}
