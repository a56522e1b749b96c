package dev.tidemark.parquet;

import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Spark's Parquet format with another writer; the files are ordinary Parquet files. Name it as the format of a write,
 * with the options of Spark's format: {@code rows.write().format(ColumnarParquetFormat.class.getName())}. Rows or
 * settings that the writer does not support (nested columns, encryption, Bloom filters) are written by Spark's writer.
 */
public final class ColumnarParquetFormat extends ParquetFileFormat {
    private static final String REBASE_MODE = "spark.sql.parquet.datetimeRebaseModeInWrite";
    private static final String AS_THEY_ARE = "CORRECTED";

    @Override
    public OutputWriterFactory prepareWrite(
            SparkSession session, Job job, Map<String, String> options, StructType schema) {
        OutputWriterFactory sparks = super.prepareWrite(session, job, options, schema);
        boolean datesStay = session.conf().get(REBASE_MODE).equalsIgnoreCase(AS_THEY_ARE);
        return datesStay ? new ColumnarParquetFactory(sparks) : sparks;
    }

    @Override
    public String toString() {
        return "columnar Parquet";
    }
}
