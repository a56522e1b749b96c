/** The parts of the testing kit that need Spark: statements, Java classes, and conditions on source rows. */
@NullMarked
package dev.tidemark.testing.spark;

import org.jspecify.annotations.NullMarked;
