package dev.tidemark.online;

/**
 * What became of rows that were handed to the store.
 *
 * @param written rows that are now the newest of their entity
 * @param skipped rows that were older than what is stored, already stored, or expired
 */
public record WriteResult(long written, long skipped) {
    public WriteResult plus(WriteResult other) {
        return new WriteResult(written + other.written, skipped + other.skipped);
    }
}
