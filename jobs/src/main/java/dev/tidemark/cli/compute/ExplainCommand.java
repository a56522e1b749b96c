package dev.tidemark.cli.compute;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.training.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Estimates the cost of a training set without making it. */
@Command(
        name = "explain",
        customSynopsis = {
            "tidemark training-set explain --spine=SPINE --timestamp=COLUMN",
            "           (--features=NAMES | --service=SERVICE) [OPTIONS]"
        },
        description = {
            "Shows what a training set would read, and makes nothing.",
            "Shows the plan, what would be read of each group, and which groups will not match."
        },
        footer = {"tidemark training-set explain --spine labels.csv --timestamp at \\", "    --service fraud_model"})
public final class ExplainCommand implements Callable<Integer> {
    /** A request needs an output; this one is never written. */
    private static final Output NOWHERE = new Output.Parquet("nowhere");

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainingSetOptions request = new TrainingSetOptions();

    public ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        request.check(spec);
        try (Application application = invocation.open()) {
            application
                    .console()
                    .show(ExplanationReport.of(application
                            .offline()
                            .trainingSets()
                            .explain(request.toTrainingSet(
                                    NOWHERE, application.metadata().registry()))));
            return 0;
        }
    }
}
