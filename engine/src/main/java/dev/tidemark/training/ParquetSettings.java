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
 * How a training set's Parquet files are written, as options that Spark's writer has, too. Measured:
 * {@code docs/inside/performance.md}.
 */
public final class ParquetSettings {
    /**
     * Takes half of the time of level 3, Parquet's own, for fractional numbers and makes them 2 % longer, and whole
     * numbers no longer.
     */
    public static final int ZSTD_LEVEL = 1;

    /** Bytes; Parquet's own limit is a megabyte. */
    private static final int LARGEST_DICTIONARY = 128 << 10;

    private ParquetSettings() {}

    /** A writer of training sets, by {@link ColumnarParquetFormat} with these settings; to be told a path. */
    public static DataFrameWriter<Row> writer(Dataset<Row> rows) {
        return rows.write().format(ColumnarParquetFormat.class.getName()).options(of(rows.schema()));
    }

    /**
     * The options for rows of a schema: zstd of {@link #ZSTD_LEVEL}, and no dictionary for fractional numbers. A
     * dictionary of numbers that hardly repeat is built only to be given up, and that took half of the time of a write;
     * texts, whole numbers and flags keep theirs for as long as they are small: a dictionary of whole numbers that do
     * not repeat is given up early, before its table outgrows the processor's caches.
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
