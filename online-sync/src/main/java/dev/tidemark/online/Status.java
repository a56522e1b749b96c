package dev.tidemark.online;

/** What a read found for one feature. */
public enum Status {
    PRESENT,
    /** The entity has a row, but no value in it. */
    NULL_VALUE,
    /** The entity has no row. */
    NOT_FOUND,
    /** The entity's newest row has outlived the group's TTL. */
    OUTSIDE_MAX_AGE
}
