package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.session.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class TestRowDigest {
    private static final SparkSession SPARK = SharedSpark.session();

    @Test
    void theDigestDependsOnValuesAndNotOnTheirOrder() {
        String digest = digest("VALUES (1, 'a'), (2, NULL), (2, NULL)");

        assertThat(digest("VALUES (2, NULL), (1, 'a'), (2, NULL)")).isEqualTo(digest);
        assertThat(digest("VALUES (1, 'a'), (2, NULL)")).isNotEqualTo(digest);
        assertThat(digest("VALUES (1, 'b'), (2, NULL), (2, NULL)")).isNotEqualTo(digest);
        assertThat(digest("VALUES (CAST(NULL AS STRING), 'x')"))
                .isNotEqualTo(digest("VALUES ('x', CAST(NULL AS STRING))"));
    }

    private static String digest(String values) {
        Dataset<Row> rows = SPARK.sql("SELECT * FROM " + values + " AS rows(a, b)");
        Row sums = rows.agg(
                        RowDigest.half(rows.schema(), 1).as("first"),
                        RowDigest.half(rows.schema(), 2).as("second"))
                .first();
        return RowDigest.text(sums.getDecimal(0), sums.getDecimal(1));
    }
}
