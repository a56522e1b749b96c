/** Spark as benchmarks use it: the product's session, work that can be stopped, places for rows. */
@NullMarked
package dev.tidemark.benchmark.spark;

import org.jspecify.annotations.NullMarked;
