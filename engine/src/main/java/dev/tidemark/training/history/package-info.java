/** Records which history a training set has read that its current definitions did not compute. */
@NullMarked
package dev.tidemark.training.history;

import org.jspecify.annotations.NullMarked;
