package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.JsonLines;
import dev.tidemark.benchmark.TextTable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run writing}. */
@Command(
        name = "writing",
        description =
                "Writes 60 features into a real Redis Cluster, guarded and plain, and reads while a full load goes on.",
        mixinStandardHelpOptions = true)
public final class WritingCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Option(names = "--quick", description = "20,000 entities, 3 rounds (100,000, 7 rounds).")
    private boolean quick;

    @Option(
            names = "--write-rate",
            paramLabel = "ENTITIES",
            description = "Entities per second of the load beside the reads; default ${DEFAULT-VALUE}.")
    private int writeRate = 2_000;

    @Option(
            names = "--read-rate",
            paramLabel = "REQUESTS",
            description = "Requests per second of the reads; default ${DEFAULT-VALUE}.")
    private int readRate = 1_000;

    @Override
    public Integer call() throws Exception {
        ServedLoad load = new ServedLoad(quick ? 20_000 : 100_000);
        try (ServedProcess served = ServedProcess.start(load)) {
            Map<String, WriteRace.Cost> costs = served.raceWrites(load, quick ? 3 : 7);
            Map<String, Figures> reads =
                    new ReadsWhileWriting(served, load, readRate, writeRate).measure(quick ? 3 : 5, OUT);
            return report(costs, reads);
        }
    }

    private static int report(Map<String, WriteRace.Cost> costs, Map<String, Figures> reads) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        TextTable writes = new TextTable("write", "us per entity", "CPU us per entity");
        costs.forEach((way, cost) -> {
            writes.row(List.of(way, text(cost.micros()), text(cost.cpuMicros())));
            lines.add(Map.of("write", way, "us", cost.micros(), "cpu_us", cost.cpuMicros()));
        });
        TextTable latencies = new TextTable("read of 1 entity", "requests/s", "p50 us", "p99 us", "errors");
        reads.forEach((name, figures) -> {
            latencies.row(List.of(
                    name,
                    text(figures.perSecond()),
                    text(figures.p50()),
                    text(figures.p99()),
                    Long.toString(figures.errors())));
            lines.add(Map.of("read", name, "p50_us", figures.p50(), "p99_us", figures.p99()));
        });
        OUT.print(writes);
        OUT.println();
        OUT.print(latencies);
        OUT.println("Written to " + JsonLines.write("writing", lines));
        WriteRace.Cost guarded = of(costs, WriteRace.GUARDED);
        WriteRace.Cost plain = of(costs, WriteRace.PLAIN);
        return Goal.report(
                List.of(
                        Goal.atMost(
                                        "a guarded write: at most 2 x the time of a plain one",
                                        2,
                                        guarded.micros() / plain.micros())
                                .and("by CPU %.2f".formatted(guarded.cpuMicros() / plain.cpuMicros())),
                        Goal.atMost(
                                "reads beside a full load within its limit: p99 at most 2 x that without",
                                2,
                                of(reads, ReadsWhileWriting.LOADED).p99()
                                        / of(reads, ReadsWhileWriting.IDLE).p99())),
                OUT);
    }

    private static <T> T of(Map<String, T> byName, String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }
}
