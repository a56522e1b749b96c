package dev.tidemark.jobs;

/** Runs the stream of a group under spark-submit; takes the options of {@code tidemark stream}. */
public final class StreamJob {
    private StreamJob() {}

    public static void main(String... arguments) {
        Submitted.run("stream", arguments);
    }
}
