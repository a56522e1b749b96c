/** The instants at which an event begins to count in a window, and at which it ends to. */
@NullMarked
package dev.tidemark.window.span;

import org.jspecify.annotations.NullMarked;
