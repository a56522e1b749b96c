/** The online store in a map, for tests and for trying things out. */
@NullMarked
package dev.tidemark.online.memory;

import org.jspecify.annotations.NullMarked;
