package dev.tidemark.training;

import dev.tidemark.parquet.ColumnarParquetFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Options for a training set's Parquet files, which Spark's writer also supports. Measured in
 * {@code docs/inside/performance.md}.
 */
public final class ParquetSettings {
    /**
     * Compared with level 3, Parquet's default, it halves the time for fractional numbers and makes them 2 % longer,
     * and whole numbers no longer.
     */
    public static final int ZSTD_LEVEL = 1;

    /** In bytes; Parquet's default limit is a megabyte. */
    private static final int LARGEST_DICTIONARY = 128 << 10;

    private ParquetSettings() {}

    /**
     * Returns a writer of training sets, by {@link ColumnarParquetFormat} with these settings; the caller gives it a
     * path.
     */
    public static DataFrameWriter<Row> writer(Dataset<Row> rows) {
        return rows.write().format(ColumnarParquetFormat.class.getName()).options(of(rows.schema()));
    }

    /**
     * Returns the options for rows of a schema: zstd of {@link #ZSTD_LEVEL}, and no dictionary for fractional numbers.
     * Fractional numbers hardly repeat, so their dictionary was built and then abandoned, which took half of the time
     * of a write. Texts, whole numbers and booleans keep a dictionary as long as it is small. A dictionary of whole
     * numbers that do not repeat is abandoned early, before its table outgrows the processor's caches.
     */
    public static Map<String, String> of(StructType schema) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("compression", "zstd");
        options.put(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, String.valueOf(ZSTD_LEVEL));
        options.put("parquet.dictionary.page.size", String.valueOf(LARGEST_DICTIONARY));
        for (StructField field : schema.fields()) {
            if (field.dataType().equals(DataTypes.DoubleType)
                    || field.dataType().equals(DataTypes.FloatType)) {
                options.put("parquet.enable.dictionary#" + field.name(), "false");
            }
        }
        return options;
    }
}
