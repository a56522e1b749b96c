/** The whole road on a payments data set that it generates: {@code tidemark demo}. */
@NullMarked
package dev.tidemark.demo;

import org.jspecify.annotations.NullMarked;
