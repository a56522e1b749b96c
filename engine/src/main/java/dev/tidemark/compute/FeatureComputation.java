package dev.tidemark.compute;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes a group's rows in Java. Implementations have a public constructor without parameters. */
@FunctionalInterface
public interface FeatureComputation {
    /**
     * Computes rows.
     *
     * @return join keys, {@code event_timestamp} (TIMESTAMP), the features in their declared types and, if known,
     *     {@code created_at} (TIMESTAMP). The caller drops rows outside {@link ComputeContext#range}
     */
    Dataset<Row> compute(ComputeContext context);
}
