package dev.tidemark.training.source;

import dev.tidemark.compile.FileListing;

/**
 * The state of a group's source as one training set reads it.
 *
 * @param reason for which the group is computed from its source, as the end of a sentence
 */
public record PinnedSource(State state, String reason) {
    /** What is known of a source's rows, so that the same ones can be read again. */
    public sealed interface State {
        /** A snapshot of an Iceberg table. */
        record Snapshot(long id) implements State {}

        /** Files, as they were listed. */
        record Files(FileListing.State listed) implements State {}

        /** A view or a table without snapshots, which is read as it is. */
        record Unpinned() implements State {}
    }

    /** Describes the state in a few words. */
    public String text() {
        return switch (state) {
            case State.Snapshot(long id) -> "snapshot " + id;
            case State.Files(FileListing.State listed) -> "%d files".formatted(listed.count());
            case State.Unpinned unpinned -> "not pinned";
        };
    }
}
