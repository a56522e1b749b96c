package dev.tidemark.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a variant cost.
 *
 * @param samples of its warm runs, in order; empty where it was stopped
 * @param stopped why there are none, empty otherwise
 */
public record Measured(String name, List<Sample> samples, String stopped) {
    public Measured {
        samples = List.copyOf(samples);
    }

    public boolean finished() {
        return !samples.isEmpty();
    }

    /** The median run: middle seconds, middle CPU seconds, greatest peak. Empty where it was stopped. */
    public Optional<Sample> median() {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Sample(
                median(Sample::seconds),
                median(Sample::cpuSeconds),
                samples.stream().mapToLong(Sample::peakBytes).max().orElse(0)));
    }

    /** Median seconds; infinite where the variant was stopped, so that it is slower than all that finished. */
    public double seconds() {
        return median().map(Sample::seconds).orElse(Double.POSITIVE_INFINITY);
    }

    private double median(ToDoubleFunction<Sample> part) {
        double[] sorted = samples.stream().mapToDouble(part).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
