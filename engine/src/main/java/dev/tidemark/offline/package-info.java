/** Placeholder. */
@NullMarked
package dev.tidemark.offline;

import org.jspecify.annotations.NullMarked;
