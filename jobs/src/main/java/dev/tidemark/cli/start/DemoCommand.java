package dev.tidemark.cli.start;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.demo.Demo;
import dev.tidemark.launch.Application;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs all steps from source data to serving on generated payments. */
@Command(
        name = "demo",
        abbreviateSynopsis = true,
        description = {
            "Generates payments and shows every step with them.",
            "The steps are groups, tables, a training set, Redis and HTTP."
        },
        footer = "tidemark demo --small")
public final class DemoCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--small", description = "A twentieth of the payments.")
    private boolean small;

    @Option(names = "--verbose", description = "Show each value that was compared, not only how many were equal.")
    private boolean verbose;

    public DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Application application = invocation.open()) {
            return new Demo(application, small, verbose).run();
        }
    }
}
