package dev.tidemark.materialize;

import java.time.Instant;

/**
 * The instant at which a group's sources were read, and their state at that time. Both are taken before the reading
 * begins, so that a row that arrives during the reading counts as not read.
 */
record ReadPoint(Instant at, SourceStates sources) {}
