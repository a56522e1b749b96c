package dev.tidemark.window.aggregate;

import org.jspecify.annotations.Nullable;

/** Counts events, or values that are not null. */
public final class CountAggregate implements SlidingAggregate {
    private final boolean ofValues;
    private long count;

    /** @param ofValues whether nulls are left out */
    public CountAggregate(boolean ofValues) {
        this.ofValues = ofValues;
    }

    @Override
    public void add(@Nullable Object value) {
        if (!ofValues || value != null) {
            count++;
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (!ofValues || value != null) {
            count--;
        }
    }

    @Override
    public Object result() {
        return count;
    }
}
