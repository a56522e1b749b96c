package dev.tidemark.jobs;

/** Brings the online store up to the tables under spark-submit: the options of {@code tidemark sync}. */
public final class SyncJob {
    private SyncJob() {}

    public static void main(String... arguments) {
        Submitted.run("sync", arguments);
    }
}
