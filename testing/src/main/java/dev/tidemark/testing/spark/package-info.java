/** What the testing kit needs Spark for: statements, Java classes, and conditions on source rows. */
@NullMarked
package dev.tidemark.testing.spark;

import org.jspecify.annotations.NullMarked;
