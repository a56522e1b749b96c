package dev.tidemark.cli.compute;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.RunSubject;
import dev.tidemark.run.Runs;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds a training set. */
@Command(
        name = "training-set",
        customSynopsis = {
            "tidemark training-set --spine=SPINE --timestamp=COLUMN",
            "           (--features=NAMES | --service=SERVICE)",
            "           (--output=PATH | --table=NAMESPACE.NAME) [OPTIONS]",
            "  or:  tidemark training-set --again=MANIFEST",
            "           (--output=PATH | --table=NAMESPACE.NAME) [OPTIONS]"
        },
        description = {
            "Joins labels with the features that held at their instants.",
            "Writes Parquet files or an Iceberg table, and a manifest from which the same set can be made again."
        },
        footer = {
            "tidemark training-set --spine labels.csv --timestamp at \\",
            "    --features user_transactions,merchant_risk:chargeback_rate_30d \\",
            "    --output training",
            "tidemark training-set --again training/_manifest.json --output again"
        })
public final class TrainingSetCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainingSetOptions request = new TrainingSetOptions();

    @Option(
            names = "--again",
            paramLabel = "MANIFEST",
            description = "Make the training set of a manifest again from the same snapshots, and compare the digests.")
    private @Nullable Path manifestFile;

    @ArgGroup
    private @Nullable Destination destination;

    private static final class Destination {
        @Option(
                names = "--output",
                required = true,
                paramLabel = "PATH",
                description = "Write Parquet files into a folder.")
        private @Nullable String path;

        @Option(
                names = "--table",
                required = true,
                paramLabel = "NAMESPACE.NAME",
                description = "Write an Iceberg table of the catalog.")
        private @Nullable String table;

        /** The earlier spelling of --table. */
        @Option(names = "--iceberg", required = true, paramLabel = "NAMESPACE.NAME", hidden = true)
        private @Nullable String iceberg;
    }

    @Option(names = "--analyze", description = "Make the set, and show what 'explain' shows.")
    private boolean analyze;

    public TrainingSetCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (manifestFile == null) {
            request.check(spec);
        } else {
            TrainingSetOptions.checkAbsent(spec, "--again");
        }
        Output output = output();
        Manifest manifest = manifestFile == null ? null : Manifest.parse(Files.readString(manifestFile));
        try (Application application = invocation.open()) {
            TrainingSetBuilder builder = application.offline().trainingSets();
            TrainingSet wanted = manifest == null
                    ? request.toTrainingSet(output, application.metadata().registry())
                    : null;
            // The inputs of a manifest were explained when it was made.
            Report explanation =
                    analyze && wanted != null ? ExplanationReport.of(builder.explain(wanted)) : new Report();
            application.offline().step("training set " + output.text());
            // The run's subject excludes a second run with the same output.
            RunSubject subject = RunSubject.trainingSet(output.text());
            TrainingSetResult result = application
                    .metadata()
                    .runs()
                    .record(RunKind.TRAINING_SET, subject, null, lease -> {
                        TrainingSetResult made =
                                wanted == null ? builder.buildAgain(manifest(manifest), output) : builder.build(wanted);
                        return new Runs.Done<>(made, made.rows(), null);
                    });
            application.console().show(report(explanation, result));
            return 0;
        }
    }

    private static Manifest manifest(@Nullable Manifest manifest) {
        if (manifest == null) {
            throw new IllegalStateException("picocli sets one of the two");
        }
        return manifest;
    }

    private Output output() {
        if (destination == null) {
            throw new ParameterException(spec.commandLine(), "Missing: --output=PATH or --table=NAMESPACE.NAME");
        }
        if (destination.path != null) {
            return new Output.Parquet(destination.path);
        }
        return new Output.IcebergTable(
                String.valueOf(destination.table == null ? destination.iceberg : destination.table));
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
        if (!result.manifest().inputs().sources().isEmpty()) {
            report.table(
                    "computed_from_sources",
                    ExplanationReport.fromSources(result.manifest().inputs().sources()));
        }
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
