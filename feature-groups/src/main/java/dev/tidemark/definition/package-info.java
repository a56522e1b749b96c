/**
 * Finds the user's definition classes, instantiates them, builds their definitions and reports all their problems
 * together.
 */
@NullMarked
package dev.tidemark.definition;

import org.jspecify.annotations.NullMarked;
