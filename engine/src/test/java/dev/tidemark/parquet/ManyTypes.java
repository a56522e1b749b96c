package dev.tidemark.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows with a column of each type that is no structure, and with values that are seldom thought of. */
public record ManyTypes(SparkSession spark) {
    private static final List<String> COLUMNS = List.of(
            "value % 2 = 0 AS flag",
            "CAST(value % 255 - 127 AS TINYINT) AS tiny",
            "CAST(value * 7 % 65535 - 32767 AS SMALLINT) AS small",
            "CAST(value - 20000 AS INT) AS whole",
            "value AS number",
            "value % 3 - 1 AS few",
            "CASE value % 17 WHEN 3 THEN CAST('NaN' AS FLOAT) WHEN 4 THEN CAST('-0.0' AS FLOAT) ELSE CAST(value AS FLOAT) / 3 END AS ratio",
            "CASE value % 13 WHEN 3 THEN CAST('-0.0' AS DOUBLE) WHEN 4 THEN CAST('-Infinity' AS DOUBLE) ELSE CAST(value % 5 AS DOUBLE) END AS real",
            "IF(value % 59999 = 5, CAST('NaN' AS DOUBLE), CAST(value * 2 AS DOUBLE)) AS amount",
            "DATE'2020-02-29' + CAST(value % 4000 - 2000 AS INT) AS day",
            "TIMESTAMP_MICROS(1767225600000000 + value * 1000001) AS instant",
            "CAST(TIMESTAMP_MICROS(value * 86400000001 - 1000000000) AS TIMESTAMP_NTZ) AS time_of_wall",
            "CAST((value - 50) / 100 AS DECIMAL(9, 2)) AS price",
            "CAST((value - 50) * 1000003 / 10000 AS DECIMAL(18, 4)) AS balance",
            "CONCAT('ü', value % 1000) AS word",
            "CAST(CAST(value AS STRING) AS BINARY) AS bytes");

    /**
     * Makes rows: an id that is never null, then columns that are.
     *
     * @param different how many different values a column has at most
     * @param nullEvery of how many neighbours one is null; 1 for all
     */
    public Dataset<Row> rows(int count, int different, int nullEvery) {
        List<String> columns = new ArrayList<>(List.of("id"));
        for (String column : COLUMNS) {
            int name = column.lastIndexOf(" AS ");
            // Another row of each neighbourhood is null in each column.
            columns.add("IF((id + %d) %% %d = 0, NULL, %s)%s"
                    .formatted(columns.size(), nullEvery, column.substring(0, name), column.substring(name)));
        }
        return spark.range(0, count, 1, 1)
                .selectExpr("id", "id %% %d AS value".formatted(different))
                .selectExpr(columns.toArray(String[]::new));
    }
}
