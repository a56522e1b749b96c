package dev.tidemark.pointintime.slot;

/** Keeps what was read only to bring it near, or the compiler would leave the reading out. */
final class Prefetch {
    @SuppressWarnings("UnusedVariable") // That is its use.
    private long sum;

    void keep(long read) {
        sum += read;
    }
}
