package dev.tidemark.cli;

import dev.tidemark.demo.Demo;
import dev.tidemark.launch.Application;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Walks the whole road on generated payments. */
@Command(
        name = "demo",
        description = "Generates payments and walks the whole road: groups, tables, training set, Redis, HTTP.")
final class DemoCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Tidemark tidemark;

    @Override
    public Integer call() {
        try (Application application = Parent.of(tidemark).open()) {
            return new Demo(application).run();
        }
    }
}
