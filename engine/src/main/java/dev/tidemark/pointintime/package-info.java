/** The point-in-time join: each label row with the feature values that held at its instant. */
@NullMarked
package dev.tidemark.pointintime;

import org.jspecify.annotations.NullMarked;
