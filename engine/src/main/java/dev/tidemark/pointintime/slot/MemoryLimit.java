package dev.tidemark.pointintime.slot;

/** How much of a task's memory the slots may take: the operators after this one need some, too. Not thread-safe. */
final class MemoryLimit {
    private final long bytes;
    private long used;
    private long peak;

    MemoryLimit(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    void acquire(long more) {
        if (used + more > bytes) {
            throw new MemoryRefusedException(null);
        }
        used += more;
        peak = Math.max(peak, used);
    }

    void release(long less) {
        used -= less;
    }

    long peak() {
        return peak;
    }
}
