/** Finds history that was computed by another definition than the current one. */
@NullMarked
package dev.tidemark.staleness;

import org.jspecify.annotations.NullMarked;
