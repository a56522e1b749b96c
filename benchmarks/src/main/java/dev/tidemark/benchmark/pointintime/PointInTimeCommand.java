package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.JsonLines;
import dev.tidemark.benchmark.MeasuredPage;
import dev.tidemark.benchmark.Rounds;
import dev.tidemark.benchmark.spark.BenchmarkSpark;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run point-in-time}. */
@Command(
        name = "point-in-time",
        description = "Joins generated loads by Tidemark's plans and by its peers'.",
        mixinStandardHelpOptions = true)
public final class PointInTimeCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "Loads of a tenth, 3 runs, a limit of 10 s, only what a promise is about.")
    private boolean quick;

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs of each plan (5; quick: 3).")
    private int runs;

    @Option(names = "--warm-ups", paramLabel = "N", description = "Runs of each plan before these (3; quick: 2).")
    private int warmUps;

    @Option(names = "--limit", paramLabel = "SECONDS", description = "When a plan is stopped (60; quick: 10).")
    private int limit;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of every engine (all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "Only these loads.")
    private List<String> workloads = List.of();

    @Option(names = "--plans", split = ",", paramLabel = "NAME", description = "Only these plans and peers.")
    private List<String> plans = List.of();

    @Option(names = "--destinations", split = ",", paramLabel = "NAME", description = "Only: ${COMPLETION-CANDIDATES}.")
    private List<Destination> destinations = List.of();

    @Option(
            names = "--scaling",
            description = "Instead: grows one load to 16 times its size in each dimension, and writes the page.")
    private boolean scaling;

    @Option(
            names = "--fifth",
            description = "With --scaling: then joins a fifth of 50 M x 200 x 15, once (needs 60 GB of disk).")
    private boolean fifth;

    @Override
    public Integer call() {
        OUT.printf(
                "%s, %d threads, heap %,d MB%n",
                quick ? "Quick: loads of a tenth" : "Full loads",
                threads,
                Runtime.getRuntime().maxMemory() >> 20);
        return scaling ? scale() : compare();
    }

    private int compare() {
        long start = System.nanoTime();
        Workloads catalog = new Workloads(quick ? Quick.SCALE : 1);
        List<Workload> chosen = catalog.all().stream()
                .filter(load -> workloads.isEmpty() || workloads.contains(load.name()))
                .toList();
        requireKnown(
                "load", workloads, catalog.all().stream().map(Workload::name).toList());
        requireKnown("plan", plans, Lineup.names());
        List<Result> results = measure(catalog, chosen);
        results.forEach(result -> OUT.print(Report.table(result)));
        Path file = JsonLines.write(
                "point-in-time",
                results.stream()
                        .flatMap(result -> Report.lines(result, quick).stream())
                        .toList());
        OUT.printf(
                "%nWritten to %s after %d s%n",
                file, Duration.ofNanos(System.nanoTime() - start).toSeconds());
        return Goal.report(Goals.judge(results, quick), OUT);
    }

    private List<Result> measure(Workloads catalog, List<Workload> chosen) {
        List<Result> results = new ArrayList<>();
        within((spark, asof) -> {
            PointInTimeRun run = run(spark, catalog, asof);
            chosen.forEach(load -> results.addAll(run.measure(load, destinations(load), plans(load))));
        });
        return results;
    }

    private int scale() {
        int scale = quick ? Quick.SCALE : 1;
        List<Scaling.Point> points = new ArrayList<>();
        List<Scaling.Point> large = new ArrayList<>();
        within((spark, asof) -> {
            PointInTimeRun run = run(spark, new Workloads(scale), asof);
            points.addAll(new Scaling(scale).measure(run));
            if (fifth) {
                large.add(Scaling.fifth(run));
            }
        });
        // A quick look must not pass for the page's figures.
        Path folder = quick ? JsonLines.folder() : MeasuredPage.shelf();
        new ScalingPage(folder, points, large.stream().findFirst()).write();
        OUT.println("Written to " + folder.resolve("performance.md"));
        return 0;
    }

    private PointInTimeRun run(SparkSession spark, Workloads catalog, SparkAsofProcess asof) {
        Rounds rounds = new Rounds(
                or(warmUps, quick ? Quick.WARM_UPS : 3),
                or(runs, quick ? Quick.RUNS : 5),
                Duration.ofSeconds(or(limit, quick ? Quick.LIMIT_SECONDS : 60)),
                OUT::println);
        return new PointInTimeRun(spark, folder(), threads, rounds, catalog, asof);
    }

    private void within(BiConsumer<SparkSession, SparkAsofProcess> action) {
        SparkSession spark = BenchmarkSpark.open("point-in-time benchmark", folder(), threads);
        try (SparkAsofProcess asof = new SparkAsofProcess(spark, OUT)) {
            action.accept(spark, asof);
        } finally {
            spark.stop();
        }
    }

    private static Path folder() {
        return JsonLines.folder().toAbsolutePath().normalize();
    }

    private List<Destination> destinations(Workload load) {
        if (!destinations.isEmpty()) {
            return destinations;
        }
        if (Workloads.TINY.contains(load.name())) {
            return List.of(Destination.NOWHERE);
        }
        return quick ? Quick.destinations(load) : List.of(Destination.values());
    }

    private List<String> plans(Workload load) {
        if (!plans.isEmpty()) {
            return plans;
        }
        if (Workloads.TINY.contains(load.name())) {
            // The others read or sort the whole history, which no promise is about.
            return List.of(Lineup.ours(), DuckDbAsof.NAME, SparkFloor.NAME);
        }
        return quick ? Quick.plans(load) : Lineup.names();
    }

    private void requireKnown(String what, List<String> asked, List<String> known) {
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "No %s '%s'; there are %s".formatted(what, name, String.join(", ", known)));
            }
        }
    }

    private static int or(int asked, int usual) {
        return asked == 0 ? usual : asked;
    }
}
