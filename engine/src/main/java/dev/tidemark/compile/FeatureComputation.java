package dev.tidemark.compile;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A user's own way to compute a group's rows. Implementations have a public constructor without parameters. */
@FunctionalInterface
public interface FeatureComputation {
    /**
     * Computes rows.
     *
     * @return join keys, {@code event_timestamp} (TIMESTAMP), the features in their declared types and, if known,
     *     {@code created_at} (TIMESTAMP). Rows outside {@link ComputeContext#range} are left out by the caller
     */
    Dataset<Row> compute(ComputeContext context);
}
