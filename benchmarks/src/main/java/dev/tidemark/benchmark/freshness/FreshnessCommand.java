package dev.tidemark.benchmark.freshness;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.JsonLines;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run freshness}. */
@Command(
        name = "freshness",
        description = "From an event in a real Kafka broker to the answer over HTTP that knows of it.",
        mixinStandardHelpOptions = true)
public final class FreshnessCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final double GOAL_SECONDS = 5;

    @Option(names = "--rate", description = "Events per second (${DEFAULT-VALUE}).")
    private int rate = 2_000;

    @Option(
            names = "--seconds",
            description = "How long it is measured, after half as long to warm up (${DEFAULT-VALUE}).")
    private int seconds = 60;

    @Override
    public Integer call() throws Exception {
        List<Double> measured;
        try (Road road = Road.open(OUT)) {
            measured = road.measure(rate, seconds);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("events_per_second", rate);
        line.put("seconds", seconds);
        line.put("followed", measured.size());
        line.put("p50_s", percentile(measured, 50));
        line.put("p99_s", percentile(measured, 99));
        line.put("max_s", percentile(measured, 100));
        OUT.printf(
                Locale.ROOT,
                "%,d events followed: p50 %.2f s, p99 %.2f s, slowest %.2f s%n",
                measured.size(),
                percentile(measured, 50),
                percentile(measured, 99),
                percentile(measured, 100));
        OUT.println("Written to " + JsonLines.write("freshness", List.of(line)));
        return Goal.report(
                List.of(Goal.atMost(
                        "event to answer: under %.0f s at p99".formatted(GOAL_SECONDS),
                        GOAL_SECONDS,
                        percentile(measured, 99))),
                OUT);
    }

    private static double percentile(List<Double> sorted, int percent) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
