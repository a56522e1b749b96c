package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.session.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestParquetSettings {
    @TempDir
    Path folder;

    @Test
    void onlyFractionalNumbersAreWrittenWithoutDictionaries() throws Exception {
        Dataset<Row> rows = SharedSpark.session()
                .range(0, 20_000, 1, 1)
                .selectExpr("id % 3 AS few", "CAST(id % 3 AS DOUBLE) AS amount", "CAST(id % 3 AS FLOAT) AS `odd name`");

        assertThat(ParquetSettings.of(rows.schema()))
                .containsEntry("compression", "zstd")
                .containsEntry("parquet.enable.dictionary#amount", "false")
                .containsEntry("parquet.enable.dictionary#odd name", "false")
                .hasSize(3);
        // Three values in a dictionary take nothing, but eight bytes each without one: the setting reaches the files.
        assertThat(bytes(rows.select("few"))).isLessThan(10_000);
        assertThat(bytes(rows.select("amount"))).isGreaterThan(bytes(rows.select("few")));
        assertThat(SharedSpark.session()
                        .read()
                        .parquet(folder.resolve("amount").toString())
                        .distinct()
                        .count())
                .isEqualTo(3);
    }

    private long bytes(Dataset<Row> rows) throws Exception {
        Path output = folder.resolve(rows.columns()[0]);
        rows.write()
                .mode("overwrite")
                .options(ParquetSettings.of(rows.schema()))
                .parquet(output.toString());
        try (var files = Files.list(output)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
