package dev.tidemark.cli.compute;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.training.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** Tells what a training set would take, and makes nothing. */
@Command(
        name = "explain",
        description = "Shows the plan, what would be read of each group and what will not match; makes nothing.")
public final class ExplainCommand implements Callable<Integer> {
    /** A request has an output; this one is never written. */
    private static final Output NOWHERE = new Output.Parquet("nowhere");

    private final Invocation invocation;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private TrainingSetOptions request = new TrainingSetOptions();

    public ExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Application application = invocation.open()) {
            application
                    .console()
                    .show(ExplanationReport.of(application
                            .trainingSets()
                            .explain(request.toTrainingSet(NOWHERE, application.registry()))));
            return 0;
        }
    }
}
