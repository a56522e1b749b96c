package dev.tidemark.conformance;

import java.time.Instant;
import java.util.List;

/** A feature row of a table: key, value, event time, created time; key parts and value may be null. */
public record FeatureEntry(List<Long> key, Long value, Instant event, Instant created) {}
