package dev.tidemark.online;

/**
 * The outcome of a write to the store.
 *
 * @param written rows that are now the newest of their entity
 * @param skipped rows that were older than the stored row, or already stored
 * @param expired rows that were older than the group's time to live
 */
public record WriteResult(long written, long skipped, long expired) {
    public static final WriteResult NOTHING = new WriteResult(0, 0, 0);

    public WriteResult plus(WriteResult other) {
        return new WriteResult(written + other.written, skipped + other.skipped, expired + other.expired);
    }

    /** The number of all rows. */
    public long rows() {
        return written + skipped + expired;
    }
}
