/**
 * Rows and blocks made of batches of columns, without a row in between, where Spark reads Parquet files and Iceberg
 * tables by columns.
 */
@NullMarked
package dev.tidemark.pointintime.columnar;

import org.jspecify.annotations.NullMarked;
