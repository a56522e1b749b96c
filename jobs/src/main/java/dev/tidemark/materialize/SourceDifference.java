package dev.tidemark.materialize;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The difference between a source now and the source as it was read. */
sealed interface SourceDifference {
    /** The source has the same rows. */
    record None() implements SourceDifference {}

    /** The source has the same rows, and additional ones. */
    record Added(Dataset<Row> rows) implements SourceDifference {}

    /** Any of the source's rows may have changed. */
    record Anything(String why) implements SourceDifference {}

    /** The difference cannot be determined, or computing everything again would be too expensive. */
    record NotKnown(String why) implements SourceDifference {}
}
