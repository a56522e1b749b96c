/** Placeholder. */
@NullMarked
package dev.tidemark.jobs;

import org.jspecify.annotations.NullMarked;
