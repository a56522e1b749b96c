/** Sliding windows over the events of one entity, in plain Java: exact, and the same whatever was read before them. */
@NullMarked
package dev.tidemark.window;

import org.jspecify.annotations.NullMarked;
