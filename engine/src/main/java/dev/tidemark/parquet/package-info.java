/** Writes Parquet files column by column, at a fraction of the cost of Spark's writer, which works value by value. */
@NullMarked
package dev.tidemark.parquet;

import org.jspecify.annotations.NullMarked;
