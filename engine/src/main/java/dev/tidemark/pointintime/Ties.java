package dev.tidemark.pointintime;

/** How it is decided which of two rows holds that agree in entity, event time and created time. */
public enum Ties {
    /** By all features of the group, whichever are asked for: all are read. */
    SETTLED,
    /**
     * For tables that have at most one such row, as those that Tidemark writes: only the features that are asked for
     * are read, and where they are not all, and two rows differ in them, the join ends with a
     * {@link dev.tidemark.pointintime.row.TiedRowsException}.
     */
    UNEXPECTED
}
