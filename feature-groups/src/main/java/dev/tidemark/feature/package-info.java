/**
 * What users write: feature groups, their entities, features, sources and computations, as immutable checked values.
 */
@NullMarked
package dev.tidemark.feature;

import org.jspecify.annotations.NullMarked;
