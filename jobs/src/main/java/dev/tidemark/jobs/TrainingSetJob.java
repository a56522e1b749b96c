package dev.tidemark.jobs;

/** Builds a training set under spark-submit; takes the options of {@code tidemark training-set}. */
public final class TrainingSetJob {
    private TrainingSetJob() {}

    public static void main(String... arguments) {
        Submitted.run("training-set", arguments);
    }
}
