/** Which history was computed by another definition than the one that is declared now. */
@NullMarked
package dev.tidemark.staleness;

import org.jspecify.annotations.NullMarked;
