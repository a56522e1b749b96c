package dev.tidemark.pointintime;

/** The plan of a point-in-time join. All plans give the same rows. */
public enum PlanChoice {
    /** The fastest that the session can run: {@link #SLOT}, or {@link #UNION} where Spark is remote. */
    AUTOMATIC,
    /**
     * An operator in Spark that streams the groups' rows past the spine, in memory; merges sorted runs where that is
     * too little.
     */
    SLOT,
    /** The operator of {@link #SLOT}, but merging sorted runs from the start: needs the least memory. */
    MERGE,
    /**
     * Plain SQL: spine and groups in one union, sorted once, with a running maximum. For a Spark that may not be
     * extended.
     */
    UNION,
    /**
     * Plain SQL, as the rule book writes it: an inequality join and a ranking. Slow; the other plans are compared with
     * it.
     */
    REFERENCE
}
