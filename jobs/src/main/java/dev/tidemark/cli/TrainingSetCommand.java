package dev.tidemark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Builds a training set. */
@Command(name = "training-set", description = "Joins labels with the features that held at their instants.")
final class TrainingSetCommand implements Callable<Integer> {
    private final Tidemark tidemark;

    TrainingSetCommand(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    @Override
    public Integer call() {
        return tidemark.open().settings().text("home").isEmpty() ? 1 : 0;
    }
}
