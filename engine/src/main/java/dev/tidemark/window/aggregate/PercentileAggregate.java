package dev.tidemark.window.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * A percentile of numbers, exact, interpolated linearly between the two nearest ones, as {@code percentile} in Spark.
 */
public final class PercentileAggregate implements SlidingAggregate {
    private final SortedDoubles inside = new SortedDoubles();
    private final double fraction;

    /** @param fraction from 0, the least value, to 1, the greatest */
    public PercentileAggregate(double fraction) {
        this.fraction = fraction;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value instanceof Number number) {
            inside.add(number.doubleValue());
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value instanceof Number number) {
            inside.remove(number.doubleValue());
        }
    }

    @Override
    public @Nullable Object result() {
        if (inside.size() == 0) {
            return null;
        }
        double position = fraction * (inside.size() - 1);
        long below = (long) Math.floor(position);
        long above = (long) Math.ceil(position);
        double least = inside.at(below);
        double greatest = inside.at(above);
        return Double.compare(least, greatest) == 0
                ? least
                : (above - position) * least + (position - below) * greatest;
    }
}
