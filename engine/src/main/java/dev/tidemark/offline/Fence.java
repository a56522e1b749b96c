package dev.tidemark.offline;

/**
 * Says whether a writer may still commit. A write asks at each attempt, when its files are ready and the table is about
 * to change.
 */
@FunctionalInterface
public interface Fence {
    /** For a writer that has its table to itself. */
    Fence OPEN = () -> {};

    /**
     * @throws dev.tidemark.feature.FeatureStoreException where the writer was taken for dead, and another may write in
     * its place
     */
    void check();
}
