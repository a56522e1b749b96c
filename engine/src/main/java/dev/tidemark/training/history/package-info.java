/** What a training set has read of history that its definitions of now have not computed. */
@NullMarked
package dev.tidemark.training.history;

import org.jspecify.annotations.NullMarked;
