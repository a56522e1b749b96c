package dev.tidemark.cli.compute;

import dev.tidemark.console.Report;
import dev.tidemark.console.Table;
import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.registry.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.training.Manifest;
import dev.tidemark.training.Output;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetBuilder;
import dev.tidemark.training.TrainingSetResult;
import dev.tidemark.training.history.HistoryNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds a training set. */
@Command(
        name = "training-set",
        description = {
            "Joins label rows (the spine) with the features that held at their instants.",
            "Writes Parquet or an Iceberg table, and a manifest from which the same set can be made again."
        })
public final class TrainingSetCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 200;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    // Not required as picocli means it: the subcommand would have to have them too.
    @ArgGroup
    private @Nullable Source source;

    private static final class Source {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable TrainingSetOptions request;

        @Option(
                names = "--again",
                required = true,
                paramLabel = "MANIFEST",
                description =
                        "Make the training set of a manifest again, from the same snapshots, and compare digests.")
        private @Nullable Path manifest;
    }

    @ArgGroup
    private @Nullable Destination destination;

    private static final class Destination {
        @Option(names = "--output", required = true, paramLabel = "PATH", description = "A folder for Parquet files.")
        private @Nullable String path;

        @Option(
                names = "--iceberg",
                required = true,
                paramLabel = "TABLE",
                description = "An Iceberg table of the catalog, namespace.name.")
        private @Nullable String table;
    }

    @Option(names = "--analyze", description = "Show what 'explain' shows, beside what came of it.")
    private boolean analyze;

    public TrainingSetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Output output = output();
        Source chosen = source();
        Manifest manifest = chosen.manifest == null ? null : Manifest.parse(Files.readString(chosen.manifest));
        try (Application application = invocation.open()) {
            TrainingSetBuilder builder = application.trainingSets();
            TrainingSet request =
                    chosen.request == null ? null : chosen.request.toTrainingSet(output, application.registry());
            // What a manifest pins was explained when it was made.
            Report explanation =
                    analyze && request != null ? ExplanationReport.of(builder.explain(request)) : new Report();
            application.sparkStep("training set " + output.text());
            TrainingSetResult result = application.runs().record(RunKind.TRAINING_SET, name(output), null, lease -> {
                TrainingSetResult made =
                        request == null ? builder.buildAgain(manifest(manifest), output) : builder.build(request);
                return new Runs.Done<>(made, made.rows(), null);
            });
            application.console().show(report(explanation, result));
            return 0;
        }
    }

    private Source source() {
        if (source == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing: what to make, --spine with its options, or --again MANIFEST");
        }
        return source;
    }

    private static Manifest manifest(@Nullable Manifest manifest) {
        if (manifest == null) {
            throw new IllegalStateException("picocli sets one of the two");
        }
        return manifest;
    }

    private Output output() {
        if (destination == null) {
            throw new ParameterException(spec.commandLine(), "Missing: where to, --output PATH or --iceberg TABLE");
        }
        if (destination.path != null) {
            return new Output.Parquet(destination.path);
        }
        return new Output.IcebergTable(String.valueOf(destination.table));
    }

    /** Two runs with one output exclude each other; the end of a long path tells more than its beginning. */
    private static String name(Output output) {
        String text = output.text();
        return text.substring(Math.max(0, text.length() - LONGEST_NAME));
    }

    private static Report report(Report report, TrainingSetResult result) {
        Table matched = Table.of("group", "rows with features");
        result.matchedShare()
                .forEach((group, share) -> matched.row(group, String.format(Locale.ROOT, "%.1f %%", 100 * share)));
        report.fact("output", result.output().text())
                .fact("rows", result.rows())
                .fact("columns", result.columns().size())
                .fact("digest", result.digest())
                .fact("took", result.elapsed())
                .table("matched", matched);
        return withHistory(report, result.manifest().history());
    }

    private static Report withHistory(Report report, HistoryNotes history) {
        if (!history.neverComputed().isEmpty()) {
            Table never = Table.of("group", "feature", "null, never computed", "before");
            history.neverComputed().forEach(one -> never.row(one.alias(), one.feature(), one.rows(), one.before()));
            report.table("never_computed", never)
                    .remark("What was never computed is null in these rows. Compute it: tidemark materialize GROUP"
                            + " --recompute");
        }
        history.stale().forEach(read -> report.remark("As allowed, " + read.text() + "."));
        return report;
    }
}
