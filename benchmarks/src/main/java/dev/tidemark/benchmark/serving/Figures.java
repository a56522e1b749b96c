package dev.tidemark.benchmark.serving;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one round of a load gave.
 *
 * @param perSecond requests that were answered
 * @param p50 latency in microseconds, from the instant at which the request was due
 * @param serverCpu microseconds of the server's processor time per request
 * @param elsewhere the share of the machine's processors that other work had meanwhile
 */
record Figures(double perSecond, double p50, double p99, double serverCpu, long errors, double elsewhere) {
    /** So much other work makes a request late now and then. */
    private static final double DISTURBING = 0.05;

    /** @param nanos of all requests that were answered */
    static Figures of(Histogram nanos, long elapsed, long serverCpuNanos, long errors, double elsewhere) {
        long count = nanos.getTotalCount();
        return new Figures(
                count * 1e9 / elapsed,
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                serverCpuNanos / 1e3 / Math.max(count, 1),
                errors,
                elsewhere);
    }

    /** Whether the latencies tell of the machine's other work as well. */
    boolean isDisturbed() {
        return elsewhere > DISTURBING;
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static Figures median(Iterable<Figures> rounds) {
        List<Figures> all = new ArrayList<>();
        rounds.forEach(all::add);
        return new Figures(
                median(all.stream().map(Figures::perSecond).toList()),
                median(all.stream().map(Figures::p50).toList()),
                median(all.stream().map(Figures::p99).toList()),
                median(all.stream().map(Figures::serverCpu).toList()),
                all.stream().mapToLong(Figures::errors).sum(),
                median(all.stream().map(Figures::elsewhere).toList()));
    }
}
