/** Runs benchmarks and reports them: variants interleaved, medians, a table, lines of JSON, goals. */
@NullMarked
package dev.tidemark.benchmark;

import org.jspecify.annotations.NullMarked;
