/** Groups that a training set computes from their sources: which they are, and the state of each source. */
@NullMarked
package dev.tidemark.training.source;

import org.jspecify.annotations.NullMarked;
