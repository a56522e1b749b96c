package dev.tidemark.files;

import static org.apache.spark.sql.functions.expr;

import dev.tidemark.schema.Columns;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads Parquet files. Instants in nanoseconds, which pandas writes, become instants in microseconds, rounded towards
 * the past.
 *
 * @param subject that the files belong to, for messages
 * @param textFolders partition columns that are read as text
 */
public record ParquetReading(LiteralPath path, String subject, Set<String> textFolders) {

    /** Opens the files; reads a footer. */
    public Dataset<Row> open(SparkSession spark) {
        Dataset<Row> files = load(spark, spark.read());
        Set<String> folders = PartitionColumns.of(files);
        folders.retainAll(textFolders);
        if (!folders.isEmpty()) {
            files = load(spark, spark.read().schema(PartitionColumns.asText(files.schema(), folders)));
        }
        Set<String> nanoseconds = new NanosecondColumns(spark, subject).of(files);
        return nanoseconds.isEmpty() ? files : inMicroseconds(files, nanoseconds);
    }

    private Dataset<Row> load(SparkSession spark, DataFrameReader reader) {
        return path.load(spark, reader.format("parquet"));
    }

    private static Dataset<Row> inMicroseconds(Dataset<Row> files, Set<String> nanoseconds) {
        return files.select(Arrays.stream(files.columns())
                .map(name -> nanoseconds.contains(name) ? microseconds(name) : Columns.named(name))
                .toArray(Column[]::new));
    }

    private static Column microseconds(String name) {
        String count = Columns.quoted(name);
        return expr("timestamp_micros((%s - pmod(%s, 1000L)) div 1000L)".formatted(count, count))
                .as(name);
    }
}
