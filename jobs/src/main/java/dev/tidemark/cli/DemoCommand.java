package dev.tidemark.cli;

import dev.tidemark.demo.Demo;
import dev.tidemark.launch.Application;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Walks the whole road on generated payments. */
@Command(
        name = "demo",
        description = "Generates payments and walks the whole road: groups, tables, training set, Redis, HTTP.")
final class DemoCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    @Option(names = "--small", description = "A twentieth of the payments.")
    private boolean small;

    @Option(names = "--verbose", description = "Show each value that was compared, not only how many were equal.")
    private boolean verbose;

    DemoCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Application application = tidemark.open()) {
            return new Demo(application, small, verbose).run();
        }
    }
}
