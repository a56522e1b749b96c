/** Feature groups into their tables, chunk by chunk, so that a run that died goes on where it stopped. */
@NullMarked
package dev.tidemark.materialize;

import org.jspecify.annotations.NullMarked;
