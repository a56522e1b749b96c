package dev.tidemark.offline;

import static dev.tidemark.schema.FeatureSchema.CREATED_AT;
import static dev.tidemark.schema.FeatureSchema.EVENT_TIMESTAMP;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.time.TimeRange;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Conditions and columns that several ways to write a feature table share. */
final class TableRows {
    private TableRows() {}

    /** True for the rows of a range. */
    static Column within(TimeRange range) {
        return col(EVENT_TIMESTAMP)
                .geq(lit(range.start()))
                .and(col(EVENT_TIMESTAMP).lt(lit(range.end())));
    }

    /** Adds the columns of features that the definition has dropped; the table keeps their history. */
    static Dataset<Row> withMissingColumns(Dataset<Row> rows, Dataset<Row> table) {
        Set<String> given = Set.of(rows.columns());
        Stream<Column> missing = Arrays.stream(table.schema().fields())
                .filter(field -> !given.contains(field.name()))
                .map(field -> lit(null).cast(field.dataType()).as(field.name()));
        return rows.select(Stream.concat(Stream.of(rows.col("*")), missing).toArray(Column[]::new));
    }

    static boolean hasCreatedAt(Dataset<Row> rows) {
        return Arrays.asList(rows.columns()).contains(CREATED_AT);
    }
}
