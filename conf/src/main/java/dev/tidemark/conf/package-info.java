/** Placeholder. */
@NullMarked
package dev.tidemark.conf;

import org.jspecify.annotations.NullMarked;
