package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Finds the columns of Parquet files that hold instants in nanoseconds. Spark reads them as whole numbers, so only the
 * footers distinguish them from counts.
 */
final class NanosecondColumns {
    private final SparkSession spark;
    private final String subject;

    NanosecondColumns(SparkSession spark, String subject) {
        this.spark = spark;
        this.subject = subject;
    }

    /**
     * Returns the columns with nanoseconds. Reads the footer of one file, and all footers if the file has such columns.
     *
     * @throws FeatureStoreException if files disagree: the same number would be two instants
     */
    Set<String> of(Dataset<Row> files) {
        String[] paths = files.inputFiles();
        if (paths.length == 0) {
            return Set.of();
        }
        Arrays.sort(paths);
        Configuration configuration = spark.sessionState().newHadoopConf();
        Set<String> columns = columns(paths[0], configuration, subject);
        if (!columns.isEmpty() && paths.length > 1) {
            requireSame(paths, columns, configuration);
        }
        return columns;
    }

    private void requireSame(String[] paths, Set<String> columns, Configuration configuration) {
        Broadcast<SerializableConfiguration> shared =
                SerializableConfiguration.broadcast(spark.sparkContext(), configuration);
        String whose = subject;
        List<String> others = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(Arrays.asList(paths), Math.min(paths.length, 1_000))
                .filter(path -> !columns(path, shared.value().value(), whose).equals(columns))
                .collect();
        if (!others.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The files of %s differ: '%s' has nanoseconds in columns %s, '%s' has not; write them in one unit"
                            .formatted(subject, paths[0], columns, others.getFirst()));
        }
    }

    private static Set<String> columns(String file, Configuration configuration, String subject) {
        Path path = new Path(URI.create(file));
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration))) {
            Set<String> columns = new TreeSet<>();
            for (Type field : reader.getFileMetaData().getSchema().getFields()) {
                if (isNanoseconds(field.getLogicalTypeAnnotation())) {
                    columns.add(field.getName());
                } else if (!field.isPrimitive() && hasNanoseconds(field.asGroupType())) {
                    throw new FeatureStoreException(
                            ErrorCode.SOURCE_MISMATCH,
                            "Column '%s' of %s holds instants in nanoseconds within a list, map or struct; write them in microseconds"
                                    .formatted(field.getName(), subject));
                }
            }
            return columns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasNanoseconds(GroupType group) {
        return group.getFields().stream()
                .anyMatch(field -> field.isPrimitive()
                        ? isNanoseconds(field.getLogicalTypeAnnotation())
                        : hasNanoseconds(field.asGroupType()));
    }

    private static boolean isNanoseconds(LogicalTypeAnnotation annotation) {
        return annotation instanceof TimestampLogicalTypeAnnotation timestamp
                && timestamp.getUnit() == LogicalTypeAnnotation.TimeUnit.NANOS;
    }
}
