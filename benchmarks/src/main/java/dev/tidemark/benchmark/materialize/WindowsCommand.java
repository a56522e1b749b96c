package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.Goal;
import dev.tidemark.benchmark.JsonLines;
import dev.tidemark.benchmark.Rounds;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.BenchmarkSpark;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run materialize}. */
@Command(
        name = "materialize",
        description = "Computes declared windows into tables, beside other engines' windows over ranges.",
        mixinStandardHelpOptions = true)
public final class WindowsCommand implements Callable<Integer> {
    private static final PrintStream OUT = System.out;
    private static final int QUICK_SCALE = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--quick", description = "Loads of a tenth, 2 runs; goals are shown and not judged.")
    private boolean quick;

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs of each variant (3; quick: 2).")
    private int runs;

    @Option(names = "--warm-ups", paramLabel = "N", description = "Runs of each variant before these (default: 1).")
    private int warmUps = 1;

    @Option(names = "--limit", paramLabel = "SECONDS", description = "When a variant is stopped (default: 300).")
    private int limit = 300;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of every engine (all processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--loads", split = ",", paramLabel = "NAME", description = "Only these loads.")
    private List<String> loads = Lineup.LOADS;

    @Option(names = "--engines", split = ",", paramLabel = "NAME", description = "Only these engines.")
    private List<String> engines = List.of();

    @Override
    public Integer call() {
        for (String load : loads) {
            if (!Lineup.LOADS.contains(load)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "No load '%s'; there are %s".formatted(load, String.join(", ", Lineup.LOADS)));
            }
        }
        Figures figures = measure();
        OUT.print(figures.table());
        OUT.println("\nWritten to " + JsonLines.write("materialize", figures.lines(quick)));
        return Goal.report(MaterializeGoals.judge(figures, quick), OUT);
    }

    private Figures measure() {
        Path folder = JsonLines.folder().toAbsolutePath().normalize();
        SparkSession spark = BenchmarkSpark.open("materialize benchmark", folder, threads);
        int counted = runs == 0 ? (quick ? 2 : 3) : runs;
        try (Lineup lineup = new Lineup(spark, folder, threads, quick ? QUICK_SCALE : 1)) {
            List<Variant> variants = lineup.variants(loads).stream()
                    .filter(variant -> engines.isEmpty() || engines.stream().anyMatch(variant.name()::endsWith))
                    .toList();
            return new Figures(
                    new Rounds(warmUps, counted, Duration.ofSeconds(limit), OUT::println).measure(variants),
                    lineup.rows());
        } finally {
            spark.stop();
        }
    }
}
