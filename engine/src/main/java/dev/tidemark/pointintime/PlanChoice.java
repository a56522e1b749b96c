package dev.tidemark.pointintime;

/** How a point-in-time join is done. All plans give the same rows. */
public enum PlanChoice {
    /** The fastest that the session can run: {@link #SLOT}, or {@link #UNION} where Spark is remote. */
    AUTOMATIC,
    /**
     * An operator in Spark that streams the groups' rows past the spine, in memory; merges sorted runs where that is
     * too little.
     */
    SLOT,
    /** The same operator, merging sorted runs from the start: the least memory. */
    MERGE,
    /**
     * Plain SQL: spine and groups in one union, sorted once, with a running maximum. For a Spark that may not be
     * extended.
     */
    UNION,
    /**
     * Plain SQL, as the rule book tells it: an inequality join and a ranking. Slow; what the others are held against.
     */
    REFERENCE
}
