package dev.tidemark.stream;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes the batches of a stream, one after the other. A batch may come again with the same number and the same rows.
 */
@FunctionalInterface
public interface BatchSink {
    /** @param batch as {@link FeatureStream#open} has it, computed once and kept until this returns */
    void write(long number, Dataset<Row> batch);
}
