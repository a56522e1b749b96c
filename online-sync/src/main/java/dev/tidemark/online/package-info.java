/** Placeholder. */
@NullMarked
package dev.tidemark.online;

import org.jspecify.annotations.NullMarked;
