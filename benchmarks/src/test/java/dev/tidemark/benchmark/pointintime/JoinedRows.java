package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What plans and DuckDB make of the same inputs, held against each other row by row. */
record JoinedRows(SparkSession spark, JoinInputs inputs, Path folder) {
    Dataset<Row> by(SparkPlan plan) {
        Path output = folder.resolve(plan.name());
        plan.write(plan.join(spark, inputs), output);
        return spark.read().parquet(output.toString());
    }

    Dataset<Row> byDuckDb() throws Exception {
        Path output = folder.resolve(DuckDbAsof.NAME);
        new DuckDbAsof(inputs, 2, output).run();
        return spark.read().parquet(output.toString());
    }

    /** Every row of both, column by column, by the number that each spine row has. */
    static void assertSame(String name, Dataset<Row> found, Dataset<Row> expected) {
        long rows = expected.count();
        assertThat(found.columns()).as("columns of %s", name).containsExactly(expected.columns());
        assertThat(found.count()).as("rows of %s", name).isEqualTo(rows);
        Column same = Arrays.stream(expected.columns())
                .map(column -> functions.col("found." + column).eqNullSafe(functions.col("expected." + column)))
                .reduce(Column::and)
                .orElseThrow();
        Column sameLabel = functions
                .col("found." + WorkloadData.LABEL_ID)
                .equalTo(functions.col("expected." + WorkloadData.LABEL_ID));
        Dataset<Row> agreeing =
                found.as("found").join(expected.as("expected"), sameLabel).where(same);
        assertThat(agreeing.count()).as("rows of %s that agree", name).isEqualTo(rows);
    }
}
