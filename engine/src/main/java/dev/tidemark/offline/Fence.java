package dev.tidemark.offline;

/**
 * Tells whether a writer may still commit. A write calls it at each attempt, when its files are ready and the table is
 * about to change.
 */
@FunctionalInterface
public interface Fence {
    /** For a writer without rivals. */
    Fence OPEN = () -> {};

    /**
     * @throws dev.tidemark.feature.FeatureStoreException if the writer was taken for dead and another may write in its
     *     place
     */
    void check();
}
