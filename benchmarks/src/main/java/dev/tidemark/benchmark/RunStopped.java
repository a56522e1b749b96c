package dev.tidemark.benchmark;

/** Tells that a run took too long and was stopped. */
final class RunStopped extends Exception {
    private static final long serialVersionUID = 1;

    RunStopped(String variant) {
        super("'%s' was stopped".formatted(variant));
    }
}
