package dev.tidemark.parquet;

import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/**
 * Spark's Parquet format with another writer: the files are as any other's, and are read as such. To be named as the
 * format of a write: {@code rows.write().format(ColumnarParquetFormat.class.getName())}, with the options of Spark's
 * own. Rows or settings that the writer does not know (nested columns, encryption, Bloom filters) are written by
 * Spark's.
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
