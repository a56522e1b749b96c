/**
 * Compiles definitions to Spark jobs: declared windows, a SQL statement or a Java class, for a range of event time.
 */
@NullMarked
package dev.tidemark.compile;

import org.jspecify.annotations.NullMarked;
