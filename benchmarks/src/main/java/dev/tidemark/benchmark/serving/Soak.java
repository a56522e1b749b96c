package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.ResidentGauge;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One entity a request at 70 % of saturation for a long time: what the server's memory and tail do. */
final class Soak {
    private static final int CONNECTIONS = 64;
    private static final Duration SAMPLE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofSeconds(5);

    private final Load load;
    private final PrintStream out;

    Soak(Load load, PrintStream out) {
        this.load = load;
        this.out = out;
    }

    /** @param megabytes of the process in memory at the end of the sample */
    private record Sample(Figures figures, double megabytes) {}

    /** Runs, tells each sample, and judges the last third against the first. */
    List<Goal> run(int minutes, List<Map<String, Object>> lines) throws IOException {
        LoadGenerator sampler = new LoadGenerator(SAMPLE);
        double closedLoop = sampler.run(load, CONNECTIONS, 0).perSecond();
        double rate = 0.70
                * new Saturation(new LoadGenerator(STEP), CONNECTIONS, out)
                        .below(closedLoop, load, Saturation.MEDIAN_OF_ONE);
        List<Sample> samples = new ArrayList<>();
        int count = (int) (Duration.ofMinutes(minutes).toSeconds() / SAMPLE.toSeconds());
        for (int number = 0; number < count; number++) {
            Sample sample = new Sample(sampler.run(load, CONNECTIONS, rate), megabytes());
            samples.add(sample);
            Figures figures = sample.figures();
            out.printf(
                    Locale.ROOT,
                    "soak: sample %d of %d, %,.0f requests/s, p50 %,.0f us, p99 %,.0f us, %,.0f MB, %d errors%n",
                    number + 1,
                    count,
                    figures.perSecond(),
                    figures.p50(),
                    figures.p99(),
                    sample.megabytes(),
                    figures.errors());
            lines.add(Map.of(
                    "soak",
                    number,
                    "p99_us",
                    figures.p99(),
                    "megabytes",
                    sample.megabytes(),
                    "errors",
                    figures.errors()));
        }
        int third = Math.max(1, count / 3);
        List<Sample> first = samples.subList(0, third);
        List<Sample> last = samples.subList(samples.size() - third, samples.size());
        long errors =
                samples.stream().mapToLong(sample -> sample.figures().errors()).sum();
        return List.of(
                Goal.atMost(
                        "soak of %d minutes: memory of the last third at most 1.1 x the first's".formatted(minutes),
                        1.1,
                        median(last, true) / median(first, true)),
                Goal.atMost(
                        "soak of %d minutes: p99 of the last third at most 1.25 x the first's".formatted(minutes),
                        1.25,
                        median(last, false) / median(first, false)),
                new Goal("soak: no errors", Long.toString(errors), errors == 0));
    }

    private static double median(List<Sample> samples, boolean memory) {
        return Figures.median(samples.stream()
                .map(sample -> memory ? sample.megabytes() : sample.figures().p99())
                .toList());
    }

    private double megabytes() throws IOException {
        return ResidentGauge.bytes(load.target().process()) / 1e6;
    }
}
