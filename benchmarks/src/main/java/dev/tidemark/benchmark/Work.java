package dev.tidemark.benchmark;

/** Something to measure. It is run many times, by one thread at a time. */
@FunctionalInterface
public interface Work {
    void run() throws Exception;

    /** Makes a run that another thread is in end soon, by an exception. Does nothing where work cannot be stopped. */
    default void stop() {}
}
