package dev.tidemark.pointintime;

/** The way to decide between two rows that agree in entity, event time and created time. */
public enum Ties {
    /** Decides by all features of the group, requested or not: all of them are read. */
    SETTLED,
    /**
     * For tables that have at most one such row, as those that Tidemark writes. Only the requested features are read.
     * If they are not all features, and two such rows differ in them, the join ends with a {@link
     * dev.tidemark.pointintime.row.TiedRowsException}.
     */
    UNEXPECTED
}
