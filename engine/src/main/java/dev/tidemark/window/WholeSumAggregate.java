package dev.tidemark.window;

import dev.tidemark.window.aggregate.SlidingAggregate;
import org.jspecify.annotations.Nullable;

/** The sum of whole numbers, kept in 128 bits, so that only a final result that does not fit 64 bits is an error. */
final class WholeSumAggregate implements SlidingAggregate {
    /** Signals a sum of whole numbers that does not fit INT64. */
    static final class OverflowException extends ArithmeticException {
        OverflowException() {
            super("the sum of whole numbers does not fit INT64; declare the feature FLOAT64");
        }
    }

    private long high;
    private long low;
    private long count;

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            change((Long) value, 1);
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null) {
            change((Long) value, -1);
        }
    }

    private void change(long value, int sign) {
        long before = low;
        if (sign > 0) {
            low += value;
            high += (value >> 63) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
        } else {
            low -= value;
            high -= (value >> 63) + (Long.compareUnsigned(before, value) < 0 ? 1 : 0);
        }
        count += sign;
    }

    @Override
    public @Nullable Object result() {
        if (count == 0) {
            return null;
        }
        if (high != low >> 63) {
            throw new OverflowException();
        }
        return low;
    }
}
