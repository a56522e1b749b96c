/** The user's folder of feature definitions in Java: read, compiled where it has changed, and opened as classes. */
@NullMarked
package dev.tidemark.project;

import org.jspecify.annotations.NullMarked;
