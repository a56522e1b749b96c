/** Computes feature groups into their tables, chunk by chunk, so that a run that died is continued where it stopped. */
@NullMarked
package dev.tidemark.materialize;

import org.jspecify.annotations.NullMarked;
