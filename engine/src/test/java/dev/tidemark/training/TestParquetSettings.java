package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.session.SharedSpark;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestParquetSettings {
    @TempDir
    java.nio.file.Path folder;

    @Test
    void fractionalNumbersAndThoseThatHardlyRepeatAreWrittenWithoutDictionaries() throws Exception {
        Dataset<Row> rows = SharedSpark.session()
                .range(0, 20_000, 1, 1)
                .selectExpr(
                        "id % 3 AS few",
                        "id % 10000 AS thousands",
                        "id * 7919 AS many",
                        "CAST(id % 3 AS DOUBLE) AS amount",
                        "CAST(id % 3 AS FLOAT) AS `odd name`");

        assertThat(ParquetSettings.of(rows.schema()))
                .containsEntry("compression", "zstd")
                .containsEntry("parquet.compression.codec.zstd.level", "1")
                .containsEntry("parquet.enable.dictionary#amount", "false")
                .containsEntry("parquet.enable.dictionary#odd name", "false")
                .containsEntry("parquet.dictionary.page.size", "131072")
                .hasSize(5);
        assertThat(encodings(rows))
                .containsEntry("few", true)
                .containsEntry("thousands", true)
                .containsEntry("many", false)
                .containsEntry("amount", false)
                .containsEntry("odd name", false);
    }

    /** Whether each column of what is written has a dictionary. */
    private Map<String, Boolean> encodings(Dataset<Row> rows) throws Exception {
        String output = folder.resolve("rows").toString();
        ParquetSettings.writer(rows).save(output);
        String file = SharedSpark.session().read().parquet(output).inputFiles()[0];
        Map<String, Boolean> dictionaries = new HashMap<>();
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), new Configuration()))) {
            for (ColumnChunkMetaData column :
                    reader.getFooter().getBlocks().getFirst().getColumns()) {
                dictionaries.put(column.getPath().toDotString(), column.hasDictionaryPage());
            }
        }
        return dictionaries;
    }
}
