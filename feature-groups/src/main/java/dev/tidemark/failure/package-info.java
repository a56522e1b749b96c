/** How failures are told in one line. */
@NullMarked
package dev.tidemark.failure;

import org.jspecify.annotations.NullMarked;
