/** Training sets: labels joined with features, written once, with a manifest that says how to make them again. */
@NullMarked
package dev.tidemark.training;

import org.jspecify.annotations.NullMarked;
