package dev.tidemark.jobs;

/** Moves pushed rows into the tables under spark-submit; takes the options of {@code tidemark ingest}. */
public final class IngestJob {
    private IngestJob() {}

    public static void main(String... arguments) {
        Submitted.run("ingest", arguments);
    }
}
