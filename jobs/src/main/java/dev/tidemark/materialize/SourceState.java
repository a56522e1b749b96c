package dev.tidemark.materialize;

import dev.tidemark.compile.FileListing;

/** The state of a source when it was read, as far as later states can be compared with it. */
sealed interface SourceState {
    /**
     * The state of an Iceberg table.
     *
     * @param tableId of the table; another table of the same name has another id
     * @param snapshotId {@link #NO_SNAPSHOT} if it was empty
     */
    record Snapshot(String tableId, long snapshotId) implements SourceState {
        static final long NO_SNAPSHOT = -1;
    }

    /**
     * The state of files.
     *
     * @param count of the files
     * @param newest when the last one was modified, in milliseconds since the epoch
     * @param digest of their names, sizes and times
     */
    record Files(int count, long newest, String digest) implements SourceState {
        static Files of(FileListing.State listed) {
            return new Files(listed.count(), listed.newest(), listed.digest());
        }

        FileListing.State listed() {
            return new FileListing.State(count, newest, digest);
        }
    }

    /** No state is known with which a later one could be compared. */
    record Unknown() implements SourceState {}

    default String text() {
        return switch (this) {
            case Snapshot(String tableId, long snapshotId) -> "snapshot %s %d".formatted(tableId, snapshotId);
            case Files(int count, long newest, String digest) -> "files %d %d %s".formatted(count, newest, digest);
            case Unknown() -> "unknown";
        };
    }

    static SourceState parse(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "snapshot" -> new Snapshot(words[1], Long.parseLong(words[2]));
            case "files" -> new Files(Integer.parseInt(words[1]), Long.parseLong(words[2]), words[3]);
            default -> new Unknown();
        };
    }
}
