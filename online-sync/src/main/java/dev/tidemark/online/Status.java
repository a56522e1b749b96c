package dev.tidemark.online;

/** The outcome of a read for one feature. */
public enum Status {
    PRESENT,
    /** The entity has a row, but the feature is null in it. */
    NULL_VALUE,
    /** The entity has no row, or none that holds yet. */
    NOT_FOUND,
    /** The entity's newest row has outlived the group's TTL. */
    OUTSIDE_MAX_AGE,
    /** The instant is beyond the changes that the entity's newest row knows: the store has not been synced for long. */
    OUTSIDE_HORIZON,
    /** The store was unavailable; the feature's fixed value was returned. */
    DEFAULT,
    /** The store was unavailable; the value that was read last for the entity was returned, which may be null. */
    LAST_KNOWN,
    /** The store was unavailable, or the stored value is broken, and no value was returned. */
    UNAVAILABLE
}
