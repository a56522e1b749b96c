package dev.tidemark.benchmark;

/**
 * What one run cost.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all threads of the variant's process, native ones and the JVM's own included
 * @param peakBytes memory needed at once, above what was there before
 */
public record Sample(double seconds, double cpuSeconds, long peakBytes) {
    static final Sample NOTHING = new Sample(0, 0, 0);

    /** With another step's cost counted in. Only what is added can raise the peak. */
    Sample with(Sample step, Step.Counting counting) {
        int weight = counting.weight();
        return new Sample(
                seconds + weight * step.seconds,
                cpuSeconds + weight * step.cpuSeconds,
                counting == Step.Counting.ADDED ? Math.max(peakBytes, step.peakBytes) : peakBytes);
    }
}
