package dev.tidemark.jobs;

/** Carries pushed rows into the tables under spark-submit: the options of {@code tidemark ingest}. */
public final class IngestJob {
    private IngestJob() {}

    public static void main(String... arguments) {
        Submitted.run("ingest", arguments);
    }
}
