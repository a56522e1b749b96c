/** Measures the time from an event to the first answer that knows of it. */
@NullMarked
package dev.tidemark.benchmark.freshness;

import org.jspecify.annotations.NullMarked;
