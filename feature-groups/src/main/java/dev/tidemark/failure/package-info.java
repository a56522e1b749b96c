/** Describes failures in one line. */
@NullMarked
package dev.tidemark.failure;

import org.jspecify.annotations.NullMarked;
