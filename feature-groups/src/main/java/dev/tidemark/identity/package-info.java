/** Converts values of other types to join keys: exactly, or not at all. */
@NullMarked
package dev.tidemark.identity;

import org.jspecify.annotations.NullMarked;
