/**
 * What the user's classes define: the classes are found, made and asked, and everything that is wrong with them is said
 * at once.
 */
@NullMarked
package dev.tidemark.definition;

import org.jspecify.annotations.NullMarked;
