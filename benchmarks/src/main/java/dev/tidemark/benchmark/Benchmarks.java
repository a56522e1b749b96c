package dev.tidemark.benchmark;

import dev.tidemark.benchmark.freshness.FreshnessCommand;
import dev.tidemark.benchmark.materialize.WindowsCommand;
import dev.tidemark.benchmark.pointintime.PointInTimeCommand;
import dev.tidemark.benchmark.serving.ServingCommand;
import dev.tidemark.benchmark.serving.WritingCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code benchmarks/run} starts: one command per benchmark. */
@Command(
        name = "benchmarks/run",
        subcommands = {
            FreshnessCommand.class,
            WindowsCommand.class,
            PointInTimeCommand.class,
            ServingCommand.class,
            WritingCommand.class
        },
        synopsisSubcommandLabel = "NAME",
        description = "Measures Tidemark beside its peers. Exit code 0: every goal is met; 1: one is missed.",
        mixinStandardHelpOptions = true)
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }
}
