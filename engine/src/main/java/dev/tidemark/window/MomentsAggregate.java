package dev.tidemark.window;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Sum, mean or sample standard deviation of numbers, from exact sums of the values and of their squares. */
final class MomentsAggregate implements SlidingAggregate {
    /** More than twice the digits of a double: one rounding is all that is left to see. */
    private static final MathContext PRECISION = new MathContext(50, RoundingMode.HALF_EVEN);

    /** What is read off the sums. */
    enum Result {
        SUM,
        AVERAGE,
        DEVIATION
    }

    private final Result result;
    private final ExactSum sum = new ExactSum();
    private final ExactSum squares = new ExactSum();
    private long count;

    MomentsAggregate(Result result) {
        this.result = result;
    }

    @Override
    public void add(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Long whole -> {
                addNumber(upper(whole), lower(whole));
                count++;
            }
            case Number number -> {
                addNumber(number.doubleValue(), 0);
                count++;
            }
            default -> throw new IllegalArgumentException("No number: " + value);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        switch (value) {
            case null -> {}
            case Long whole -> {
                removeNumber(upper(whole), lower(whole));
                count--;
            }
            case Number number -> {
                removeNumber(number.doubleValue(), 0);
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

    private void addNumber(double upper, double lower) {
        sum.add(upper);
        sum.add(lower);
        if (result == Result.DEVIATION) {
            addProduct(upper, upper);
            addProduct(upper, 2 * lower);
            addProduct(lower, lower);
        }
    }

    private void removeNumber(double upper, double lower) {
        sum.remove(upper);
        sum.remove(lower);
        if (result == Result.DEVIATION) {
            removeProduct(upper, upper);
            removeProduct(upper, 2 * lower);
            removeProduct(lower, lower);
        }
    }

    /* A product is the sum of two doubles without rounding: the rounded one and what Math.fma says was lost. */

    private void addProduct(double left, double right) {
        double product = left * right;
        squares.add(product);
        if (Double.isFinite(product)) {
            squares.add(Math.fma(left, right, -product));
        }
    }

    private void removeProduct(double left, double right) {
        double product = left * right;
        squares.remove(product);
        if (Double.isFinite(product)) {
            squares.remove(Math.fma(left, right, -product));
        }
    }

    @Override
    public @Nullable Object result() {
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
        return sum.exact().divide(BigDecimal.valueOf(count), PRECISION).doubleValue();
    }

    private double deviation() {
        if (!sum.isFinite() || !squares.isFinite()) {
            return Double.NaN;
        }
        BigDecimal total = sum.exact();
        BigDecimal values = BigDecimal.valueOf(count);
        BigDecimal spread = squares.exact().multiply(values).subtract(total.multiply(total));
        BigDecimal variance = spread.divide(values.multiply(values.subtract(BigDecimal.ONE)), PRECISION);
        return variance.signum() <= 0 ? 0.0 : Math.sqrt(variance.doubleValue());
    }
}
