package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.session.SharedSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "map(X'01', 1)",
                "named_struct('m', map('k', 'v'))",
                "array(map('k', 1), NULL)",
                "map('k', map(1, 'v'))",
                "parse_json('{\"a\": [1, 2.5]}')",
                "named_struct('d', parse_json('1'))",
                "TIMESTAMP_NTZ'2026-01-01 00:00:00'",
                "INTERVAL 1 DAY"
            })
    void everyTypeIsDigestedTheSameEachTimeAndToldFromOtherValues(String value) {
        String other = value.replaceFirst("1|'v'", "9").replaceFirst("X'09'", "X'02'");

        assertThat(digest("VALUES (1, %s), (2, NULL)".formatted(value)))
                .isEqualTo(digest("VALUES (2, NULL), (1, %s)".formatted(value)))
                .isNotEqualTo(digest("VALUES (1, NULL), (2, %s)".formatted(value)))
                .isNotEqualTo(digest("VALUES (1, %s), (2, NULL)".formatted(other)));
    }

    @Test
    void mapsAreDigestedWhateverTheOrderOfTheirEntries() {
        assertThat(digest("VALUES (1, array(map('a', 1, 'b', 2)))"))
                .isEqualTo(digest("VALUES (1, array(map('b', 2, 'a', 1)))"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%sD", "%sF", "array(1D, %sD, NULL)", "named_struct('d', array(%sD))", "map('k', %sD)"})
    void negativeZeroIsToldFromZero(String value) {
        String zero = value.formatted("0");
        String negative = value.replace("%s", "-0.0");

        assertThat(digest("VALUES (1, %s)".formatted(negative)))
                .isEqualTo(digest("VALUES (1, %s)".formatted(negative)))
                .isNotEqualTo(digest("VALUES (1, %s)".formatted(zero)));
    }

    /** A training set that was made years ago is proved equal by the digest of its manifest. */
    @Test
    void digestsAreThoseOfTheFirstVersion() {
        String doubles = "VALUES (1.5D, array(0F, 2F)), (0D, NULL), (NULL, array(1F))";
        String maps = "VALUES (map('a', map(1, 2)), 'x'), (NULL, 'y')";

        assertThat(digest(doubles)).isEqualTo(firstVersion(doubles, "a"));
        assertThat(digest(maps)).isEqualTo(firstVersion(maps, "to_json(struct(a))"));
    }

    private static String firstVersion(String values, String a) {
        String half = "sum(CAST(xxhash64(%d, " + a + ", isnull(a), b, isnull(b)) AS DECIMAL(38, 0)))";
        Row sums = SPARK.sql("SELECT * FROM " + values + " AS rows(a, b)")
                .selectExpr(half.formatted(1), half.formatted(2))
                .first();
        return RowDigest.text(sums.getDecimal(0), sums.getDecimal(1));
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
