package dev.tidemark.pointintime.slot;

/**
 * Keeps the sum of values that were read only to bring them into the cache, so that the compiler does not remove the
 * reads.
 */
final class Prefetch {
    @SuppressWarnings("UnusedVariable") // That is its use.
    private long sum;

    void keep(long read) {
        sum += read;
    }
}
