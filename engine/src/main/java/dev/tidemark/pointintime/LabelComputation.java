package dev.tidemark.pointintime;

import dev.tidemark.time.Knowledge;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes a group's features at the labels' instants, in place of reading the group's history. */
@FunctionalInterface
public interface LabelComputation {
    /**
     * The labels of a question.
     *
     * @param spine the label rows as they were given: {@code rows} may have further columns, which must be computed
     * @param timestamp the column of instants, a TIMESTAMP
     * @param keys the columns of the join keys, in the order of the group's; whole numbers may differ in width
     * @param first the least instant in microseconds
     * @param last the greatest
     * @param count the number of label rows
     */
    record Labels(
            Dataset<Row> rows,
            Dataset<Row> spine,
            String timestamp,
            List<String> keys,
            long first,
            long last,
            long count) {}

    /**
     * A feature of the group in the output.
     *
     * @param name of the output's column
     */
    record Output(String feature, String name) {}

    /**
     * Returns the labels' columns, then the features.
     *
     * @param knowledge what may be known of late rows
     * @param match the name of the column that says whether a row held, if it is wanted
     */
    Dataset<Row> join(Labels labels, Knowledge knowledge, List<Output> features, Optional<String> match);
}
