/**
 * The definitions that users write: feature groups, their entities, features, sources and computations, as immutable
 * checked values.
 *
 * <p>Published: users may rely on its public types.
 */
@NullMarked
package dev.tidemark.feature;

import org.jspecify.annotations.NullMarked;
