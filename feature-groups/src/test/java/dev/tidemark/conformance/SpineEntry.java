package dev.tidemark.conformance;

import java.time.Instant;
import java.util.List;

/** A spine row of a table and the value that it must get; key parts, instant and value may be null. */
public record SpineEntry(List<Long> key, Instant instant, Long expected) {}
