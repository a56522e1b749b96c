/**
 * Builds training sets: labels joined with features, written once, with a manifest from which they can be made again.
 */
@NullMarked
package dev.tidemark.training;

import org.jspecify.annotations.NullMarked;
