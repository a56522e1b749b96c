package dev.tidemark.online;

/** What a read found for one feature. */
public enum Status {
    PRESENT,
    /** The entity has a row, but no value in it. */
    NULL_VALUE,
    /** The entity has no row. */
    NOT_FOUND,
    /** The entity's newest row has outlived the group's TTL. */
    OUTSIDE_MAX_AGE,
    /** The store could not be asked; the feature's fixed value was given. */
    DEFAULT,
    /** The store could not be asked; what was last read of the entity was given, null included. */
    LAST_KNOWN,
    /** The store could not be asked, or what it has is broken, and nothing was given. */
    UNAVAILABLE
}
