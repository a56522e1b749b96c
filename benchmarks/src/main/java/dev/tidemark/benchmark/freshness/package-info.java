/** How long it takes from an event to the answer that knows of it. */
@NullMarked
package dev.tidemark.benchmark.freshness;

import org.jspecify.annotations.NullMarked;
