package dev.tidemark.jobs;

/** Computes groups into their tables under spark-submit; takes the options of {@code tidemark materialize}. */
public final class MaterializeJob {
    private MaterializeJob() {}

    public static void main(String... arguments) {
        Submitted.run("materialize", arguments);
    }
}
