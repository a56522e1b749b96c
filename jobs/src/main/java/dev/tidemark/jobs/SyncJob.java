package dev.tidemark.jobs;

/** Updates the online store from the tables under spark-submit; takes the options of {@code tidemark sync}. */
public final class SyncJob {
    private SyncJob() {}

    public static void main(String... arguments) {
        Submitted.run("sync", arguments);
    }
}
