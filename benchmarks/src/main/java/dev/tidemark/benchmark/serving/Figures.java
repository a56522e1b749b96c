package dev.tidemark.benchmark.serving;

import java.util.Arrays;
import java.util.List;

/**
 * What one round of a load gave.
 *
 * @param perSecond requests that were answered
 * @param p50 latency in microseconds, from the instant at which the request was due
 * @param serverCpu microseconds of the server's processor time per request
 */
record Figures(double perSecond, double p50, double p99, double serverCpu, long errors) {

    static Figures of(long[] nanos, int count, long elapsed, long serverCpuNanos, long errors) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Figures(
                count * 1e9 / elapsed,
                percentile(sorted, 0.50),
                percentile(sorted, 0.99),
                serverCpuNanos / 1e3 / Math.max(count, 1),
                errors);
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e3;
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static Figures median(Iterable<Figures> rounds) {
        List<Figures> all = new java.util.ArrayList<>();
        rounds.forEach(all::add);
        return new Figures(
                median(all.stream().map(Figures::perSecond).toList()),
                median(all.stream().map(Figures::p50).toList()),
                median(all.stream().map(Figures::p99).toList()),
                median(all.stream().map(Figures::serverCpu).toList()),
                all.stream().mapToLong(Figures::errors).sum());
    }
}
