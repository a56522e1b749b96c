package dev.tidemark.cli.define;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.launch.Application;
import dev.tidemark.terminal.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the remaining data of a retired group. */
@Command(
        name = "purge",
        customSynopsis = "tidemark purge GROUP --confirm=GROUP [OPTIONS]",
        description = {
            "Removes a retired feature group for good.",
            "Deletes its tables and files, online values, stream state and positions. The same command finishes a purge that was killed."
        },
        footer = "tidemark purge merchant_risk --confirm merchant_risk")
public final class PurgeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "GROUP", description = "The retired feature group, by name.")
    private String name = "";

    @Option(names = "--confirm", required = true, paramLabel = "GROUP", description = "The group's name once more.")
    private String confirmed = "";

    @Option(
            names = "--despite-training-sets",
            description = "Also where training sets could not be made again without it.")
    private boolean despiteTrainingSets;

    public PurgeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (!confirmed.equals(name)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Nothing was removed: --confirm says '%s', and the group is '%s'".formatted(confirmed, name));
        }
        try (Application application = invocation.open()) {
            boolean removed = application
                    .online()
                    .groupPurge()
                    .purge(name, despiteTrainingSets, RetireCommand.progress(application, name));
            application
                    .console()
                    .show(new Report()
                            .remark(
                                    removed
                                            ? "Feature group '%s' is gone; its definitions and the list of its runs stay."
                                                    .formatted(name)
                                            : "Nothing to do: feature group '%s' was purged before.".formatted(name)));
            return 0;
        }
    }
}
