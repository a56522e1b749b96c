package dev.tidemark.stream;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Takes the batches of a stream, one after the other. A batch may be repeated with the same number and the same rows.
 */
@FunctionalInterface
public interface BatchSink {
    /** @param batch the rows of {@link FeatureStream#open}, computed once and kept until this method returns */
    void write(long number, Dataset<Row> batch);
}
