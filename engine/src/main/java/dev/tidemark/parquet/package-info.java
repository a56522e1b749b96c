/** Parquet files written column by column: what Spark's writer does value by value, at a fraction of its cost. */
@NullMarked
package dev.tidemark.parquet;

import org.jspecify.annotations.NullMarked;
