package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmark.spark.BenchmarkSpark;
import dev.tidemark.training.ParquetSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training sets are read by others than Spark, with another implementation of Parquet. */
final class ITColumnarParquetElsewhere {
    private static final List<String> COLUMNS = List.of(
            "id",
            "IF(id % 5 = 1, NULL, id % 2 = 0) AS flag",
            "IF(id % 5 = 2, NULL, CAST(id % 300 - 150 AS INT)) AS whole",
            "IF(id % 5 = 3, NULL, id * 1000003) AS number",
            "IF(id % 5 = 4, NULL, CAST(id AS DOUBLE) / 8) AS amount",
            "IF(id % 7 = 0, NULL, CAST(id % 9 AS FLOAT)) AS ratio",
            "IF(id % 7 = 1, NULL, DATE'1969-12-20' + CAST(id % 40 AS INT)) AS day",
            "IF(id % 7 = 2, NULL, TIMESTAMP_MICROS(1767225600000000 + id * 1000001)) AS instant",
            "IF(id % 7 = 3, NULL, CAST(id % 1000 / 100 AS DECIMAL(9, 2))) AS price",
            "IF(id % 7 = 4, NULL, CONCAT('w', id % 50)) AS word",
            "CAST(NULL AS BIGINT) AS nothing",
            "1 AS constant");

    /** Of each row, as text that both write alike. */
    private static final String TEXT = """
            concat_ws('|', id, flag, whole, number, CAST(amount * 8 AS BIGINT), CAST(ratio AS BIGINT), CAST(day AS VARCHAR(10)),
                unix_micros, CAST(price * 100 AS INT), word, nothing IS NULL, constant)""";

    @TempDir
    Path folder;

    @Test
    void duckDbReadsTheSameRowsAndPassesOverTheSamePages() throws Exception {
        String output = folder.resolve("rows").toString();
        List<String> expected;
        List<String> some;
        try (SparkSession spark = BenchmarkSpark.open("test", folder.resolve("spark"), 2)) {
            Dataset<Row> rows = spark.range(0, 50_000, 1, 1).selectExpr(COLUMNS.toArray(String[]::new));
            ParquetSettings.writer(rows).save(output);
            expected = texts(rows, "true");
            some = texts(rows, "number > 49000000000 AND word = 'w7'");
        }

        assertThat(inDuckDb(output, "true")).isEqualTo(expected);
        assertThat(inDuckDb(output, "number > 49000000000 AND word = 'w7'"))
                .isEqualTo(some)
                .isNotEmpty();
    }

    private static List<String> texts(Dataset<Row> rows, String condition) {
        return rows.where(condition)
                .orderBy("id")
                .selectExpr(TEXT.replace("unix_micros", "unix_micros(instant)"))
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static List<String> inDuckDb(String folder, String condition) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT %s FROM read_parquet('%s/*.parquet') WHERE %s ORDER BY id"
                                .formatted(TEXT.replace("unix_micros", "epoch_us(instant)"), folder, condition))) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }
}
