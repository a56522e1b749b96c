package dev.tidemark.materialize;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How a source differs from what it was when it was read. */
sealed interface SourceDifference {
    /** It has the same rows. */
    record None() implements SourceDifference {}

    /** It has the same rows, and these. */
    record Added(Dataset<Row> rows) implements SourceDifference {}

    /** Any of its rows may be another. */
    record Anything(String why) implements SourceDifference {}

    /** Nobody can say, or it would be too dear to act as if anything had changed. */
    record NotKnown(String why) implements SourceDifference {}
}
