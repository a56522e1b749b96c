/** Runs a group's definition as a streaming query: events as they arrive, the same windows, state per entity. */
@NullMarked
package dev.tidemark.stream;

import org.jspecify.annotations.NullMarked;
