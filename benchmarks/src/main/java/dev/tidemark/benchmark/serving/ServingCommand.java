package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.JsonLines;
import dev.tidemark.benchmark.MeasuredPage;
import dev.tidemark.benchmark.TextTable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/run serving}. */
@Command(
        name = "serving",
        description = "Serves 60 features from a real Redis Cluster, beside the same server's echo.",
        mixinStandardHelpOptions = true)
public final class ServingCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    /** One of so many entities has room in the near cache. */
    private static final int ENTITIES_PER_NEAR = 2;

    @Option(names = "--quick", description = "20,000 entities, 3 rounds of 3 s (200,000, 5 rounds of 8 s).")
    private boolean quick;

    @Option(names = "--page", description = "Also write the result into docs/inside/serving-performance.md.")
    private boolean page;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "Instead: one entity at 70 %% of saturation for so long.")
    private int soak;

    @Option(
            names = "--before",
            paramLabel = "CHECKOUT",
            description =
                    "Instead: this server beside that of another checkout, built by its benchmarks/run, by turns.")
    private @Nullable Path before;

    @Override
    public Integer call() throws Exception {
        ServedLoad load = new ServedLoad(quick ? 20_000 : 200_000);
        if (before != null) {
            return compare(load, before);
        }
        return soak > 0 ? soak(load) : race(load);
    }

    private int soak(ServedLoad load) throws Exception {
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Goal> goals;
        try (ServedProcess served = ServedProcess.start(load)) {
            goals = new Soak(
                            Load.of(
                                    served.target(),
                                    "/features/online",
                                    "application/json",
                                    random -> load.question(random, 1)),
                            OUT)
                    .run(soak, lines);
        }
        OUT.println("Written to " + JsonLines.write("serving-soak", lines));
        return Goal.report(goals, OUT);
    }

    private int compare(ServedLoad load, Path checkout) throws Exception {
        List<Map<String, Object>> lines = new ArrayList<>();
        List<Goal> goals;
        try (ServedProcess served = ServedProcess.start(load)) {
            goals = new BeforeAndAfter(served.startOther(checkout), served.target(), load, quick, OUT).run(lines);
        }
        OUT.println("Written to " + JsonLines.write("serving-before-and-after", lines));
        return Goal.report(goals, OUT);
    }

    private int race(ServedLoad load) throws Exception {
        Map<String, Double> codec = CodecRace.run(3);
        Map<String, Figures> figures;
        try (ServedProcess served = ServedProcess.start(load)) {
            List<PeerProcess> peers = PeerProcess.startAll(served.redisNode(), OUT);
            try {
                List<Target> targets = peers.stream().map(PeerProcess::target).toList();
                figures = new ServingRun(
                                served.target(),
                                served.startNear(load.entities() / ENTITIES_PER_NEAR),
                                targets,
                                load,
                                quick,
                                OUT)
                        .measure();
            } finally {
                peers.forEach(PeerProcess::close);
            }
        }
        if (page) {
            new ServingPage(MeasuredPage.shelf(), figures).write();
        }
        return report(figures, codec);
    }

    private int report(Map<String, Figures> figures, Map<String, Double> codec) {
        TextTable table = new TextTable("load", "requests/s", "p50 us", "p99 us", "server CPU us", "errors");
        List<Map<String, Object>> lines = new ArrayList<>();
        figures.forEach((name, measured) -> {
            table.row(List.of(
                    name,
                    text(measured.perSecond()),
                    text(measured.p50()),
                    text(measured.p99()),
                    text(measured.serverCpu()),
                    Long.toString(measured.errors())));
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("load", name);
            line.put("quick", quick);
            line.put("per_second", measured.perSecond());
            line.put("p50_us", measured.p50());
            line.put("p99_us", measured.p99());
            line.put("server_cpu_us", measured.serverCpu());
            line.put("errors", measured.errors());
            line.put("busy_elsewhere", measured.elsewhere());
            lines.add(line);
        });
        OUT.print(table);
        codec.forEach((name, micros) -> {
            OUT.printf(Locale.ROOT, "codec alone, %s: %.2f us%n", name, micros);
            lines.add(Map.of("codec", name, "us", micros));
        });
        Path file = JsonLines.write("serving", lines);
        OUT.println("Written to " + file);
        return Goal.report(ServingGoals.judge(figures, codec, quick), OUT);
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
