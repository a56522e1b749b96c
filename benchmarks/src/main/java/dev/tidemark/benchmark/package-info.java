/** How benchmarks are run and told: variants interleaved, medians, a table, lines of JSON, goals. */
@NullMarked
package dev.tidemark.benchmark;

import org.jspecify.annotations.NullMarked;
