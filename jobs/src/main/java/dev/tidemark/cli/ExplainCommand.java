package dev.tidemark.cli;

import dev.tidemark.launch.Application;
import dev.tidemark.training.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** Tells what a training set would take, and makes nothing. */
@Command(
        name = "explain",
        description = "Shows the plan, what would be read of each group and what will not match; makes nothing.")
final class ExplainCommand implements Callable<Integer> {
    /** A request has an output; this one is never written. */
    private static final Output NOWHERE = new Output.Parquet("nowhere");

    private final Tidemark tidemark;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private TrainingSetOptions request = new TrainingSetOptions();

    ExplainCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        try (Application application = tidemark.open()) {
            application
                    .console()
                    .show(ExplanationReport.of(application
                            .trainingSets()
                            .explain(request.toTrainingSet(NOWHERE, application.registry()))));
            return 0;
        }
    }
}
