package dev.tidemark.benchmark.pointintime;

import java.nio.file.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Where Spark's plans put their rows. All write with the settings of Tidemark's own training sets. */
final class SparkSink {
    private SparkSink() {}

    static void discard(Dataset<Row> rows) {
        rows.write().format("noop").mode(SaveMode.Overwrite).save();
    }

    static void write(Dataset<Row> rows, Path path) {
        DataFrameWriter<Row> writer = rows.write().mode(SaveMode.Overwrite).option("compression", "zstd");
        for (StructField field : rows.schema().fields()) {
            // A dictionary of numbers that hardly repeat is built only to be given up.
            if (field.dataType().equals(DataTypes.DoubleType)
                    || field.dataType().equals(DataTypes.FloatType)) {
                writer = writer.option("parquet.enable.dictionary#" + field.name(), "false");
            }
        }
        writer.parquet(path.toString());
    }
}
