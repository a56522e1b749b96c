package dev.tidemark.jobs;

/** Registers the definitions of the jars that spark-submit is given; takes the options of {@code tidemark apply}. */
public final class ApplyJob {
    private ApplyJob() {}

    public static void main(String... arguments) {
        Submitted.run("apply", arguments);
    }
}
