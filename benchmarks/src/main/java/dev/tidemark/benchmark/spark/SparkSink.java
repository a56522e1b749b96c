package dev.tidemark.benchmark.spark;

import dev.tidemark.training.ParquetSettings;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Where Spark's plans put their rows. All write with the settings of Tidemark's own training sets. */
public final class SparkSink {
    private SparkSink() {}

    public static void discard(Dataset<Row> rows) {
        rows.write().format("noop").mode(SaveMode.Overwrite).save();
    }

    public static void write(Dataset<Row> rows, Path path) {
        rows.write()
                .mode(SaveMode.Overwrite)
                .options(ParquetSettings.of(rows.schema()))
                .parquet(path.toString());
    }
}
