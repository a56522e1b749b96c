package dev.tidemark.cli;

import dev.tidemark.demo.Demo;
import dev.tidemark.launch.Application;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Walks the whole road on generated payments. */
@Command(
        name = "demo",
        description = "Generates payments and walks the whole road: groups, tables, training set, Redis, HTTP.")
final class DemoCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    DemoCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        try (Application application = tidemark.open()) {
            return new Demo(application).run();
        }
    }
}
