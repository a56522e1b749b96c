/** Reads the user's folder of feature definitions in Java, compiles it if it has changed, and opens its classes. */
@NullMarked
package dev.tidemark.project;

import org.jspecify.annotations.NullMarked;
