package dev.tidemark.materialize;

import java.time.Instant;

/**
 * When the sources of a group were read, and what they were then. Both are taken before the reading begins: what comes
 * into a source meanwhile counts as not read.
 */
record ReadPoint(Instant at, SourceStates sources) {}
