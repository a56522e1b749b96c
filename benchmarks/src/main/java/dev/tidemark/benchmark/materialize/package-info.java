/** Measures the computation of declared windows into feature tables. */
@NullMarked
package dev.tidemark.benchmark.materialize;

import org.jspecify.annotations.NullMarked;
