package dev.tidemark.benchmark.serving;

import java.io.PrintStream;
import java.util.Locale;

/**
 * The highest constant rate that a server keeps up with. Below the closed loop's: there requests come in bunches, which
 * cost less each, and nobody is late who has to wait.
 */
final class Saturation {
    /** The latest median of requests for one entity, in microseconds: with a backlog that grows, most are later. */
    static final double MEDIAN_OF_ONE = 1_000;

    /** The same for a hundred entities. */
    static final double MEDIAN_OF_HUNDRED = 10_000;

    private static final double STEP = 0.95;
    /** Of all requests that were due; the last ones may be under way when the run ends. */
    private static final double SENT = 0.99;

    private final LoadGenerator generator;
    private final int connections;
    private final PrintStream out;

    Saturation(LoadGenerator generator, int connections, PrintStream out) {
        this.generator = generator;
        this.connections = connections;
        this.out = out;
    }

    /**
     * In requests per second, from a rate downwards by steps of a twentieth.
     *
     * @param latestMedian in microseconds; a later one tells of a backlog that grows
     */
    double below(double closedLoop, Load load, double latestMedian) {
        for (double rate = closedLoop; rate > 1; rate *= STEP) {
            Figures figures = generator.run(load, connections, rate);
            boolean keepsUp = figures.perSecond() >= SENT * rate && figures.p50() <= latestMedian;
            out.printf(
                    Locale.ROOT,
                    "  %,.0f requests/s at a constant rate: p50 %,.0f us, %s%n",
                    rate,
                    figures.p50(),
                    keepsUp ? "kept up with: saturation" : "too many");
            if (keepsUp) {
                return rate;
            }
        }
        throw new IllegalStateException("The server keeps up with no rate at all");
    }
}
