/** Digests of texts. */
@NullMarked
package dev.tidemark.digest;

import org.jspecify.annotations.NullMarked;
