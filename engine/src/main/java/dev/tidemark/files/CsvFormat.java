package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * CSV files as a format of Spark's file source, which finds files, partitions and sizes. Spark's own CSV format takes
 * columns by position, renames doubled ones, guesses at broken lines and cannot name the line; see decision 022.
 */
public final class CsvFormat implements FileFormat {
    /** The headers of up to so many files are read in the driver; those of more, in a job. */
    private static final int FILES_READ_HERE = 16;

    @Override
    public Option<StructType> inferSchema(SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
        CsvOptions wanted = CsvOptions.from(options);
        List<String> paths = CollectionConverters.asJava(files).stream()
                .map(file -> file.getPath().toUri().toString())
                .sorted()
                .toList();
        List<List<String>> headers = headers(spark, wanted.subject(), paths);
        Set<String> columns = new LinkedHashSet<>();
        headers.forEach(columns::addAll);
        if (columns.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Cannot read %s: %s; expected at least one file whose first line names the columns"
                            .formatted(
                                    wanted.subject(),
                                    paths.isEmpty() ? "the path holds no files" : "its files are without a header"));
        }
        for (int file = 0; file < paths.size(); file++) {
            requireColumns(wanted, paths.get(file), headers.get(file), columns);
        }
        StructType schema = new StructType();
        for (String column : columns) {
            schema = schema.add(column, wanted.typeOf(column).dataType());
        }
        return Option.apply(schema);
    }

    /** A file without a header has no rows that could lack a column. */
    private static void requireColumns(CsvOptions wanted, String path, List<String> header, Set<String> columns) {
        for (String column : columns) {
            if (!header.isEmpty() && !header.contains(column) && wanted.isRequired(column)) {
                throw new SourceFile(path)
                        .unreadable(
                                wanted.subject(),
                                new IOException(
                                        "it has no column '%s', which other files beside it have; its columns are %s"
                                                .formatted(column, header)));
            }
        }
    }

    private static List<List<String>> headers(SparkSession spark, String subject, List<String> paths) {
        Configuration configuration = spark.sessionState().newHadoopConf();
        if (paths.size() <= FILES_READ_HERE) {
            return paths.stream()
                    .map(path -> header(path, subject, configuration))
                    .toList();
        }
        Broadcast<SerializableConfiguration> shared =
                SerializableConfiguration.broadcast(spark.sparkContext(), configuration);
        return org.apache.spark.api.java.JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(paths, Math.min(paths.size(), 1_000))
                .map(path -> header(path, subject, shared.value().value()))
                .collect();
    }

    private static List<String> header(String path, String subject, Configuration configuration) {
        try (CsvFile file = CsvFile.open(new Path(URI.create(path)), configuration)) {
            return new ArrayList<>(file.header());
        } catch (IOException e) {
            throw new SourceFile(path).unreadable(subject, e);
        }
    }

    @Override
    public boolean isSplitable(SparkSession spark, Map<String, String> options, Path path) {
        // The file is not splittable: only a reader from the start can tell whether a line break is within quotes.
        return false;
    }

    @Override
    public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
            SparkSession spark,
            StructType dataSchema,
            StructType partitionSchema,
            StructType requiredSchema,
            Seq<Filter> filters,
            Map<String, String> options,
            Configuration hadoopConf) {
        return new Opening(
                options,
                List.of(requiredSchema.fieldNames()),
                SerializableConfiguration.broadcast(spark.sparkContext(), hadoopConf));
    }

    @Override
    public OutputWriterFactory prepareWrite(
            SparkSession spark, Job job, Map<String, String> options, StructType dataSchema) {
        throw new UnsupportedOperationException("CSV files are read here; Spark's own format writes them");
    }

    @Override
    public String toString() {
        return "CSV by RFC 4180";
    }

    /** Opens a file in a task and closes it when the task ends. */
    private static final class Opening extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final Map<String, String> options;
        private final List<String> columns;
        private final Broadcast<SerializableConfiguration> configuration;

        Opening(Map<String, String> options, List<String> columns, Broadcast<SerializableConfiguration> configuration) {
            this.options = options;
            this.columns = columns;
            this.configuration = configuration;
        }

        @Override
        public Iterator<InternalRow> apply(PartitionedFile part) {
            String path = part.filePath().urlEncoded();
            CsvOptions wanted = CsvOptions.from(options);
            Configuration hadoop = configuration.value().value();
            try {
                CsvFile file = CsvFile.open(part.filePath().toPath(), hadoop);
                closeWithTask(file);
                RejectFile rejects = null;
                if (wanted.rejects() != null) {
                    rejects = RejectFile.of(wanted.rejects(), path, hadoop);
                    closeWithTask(rejects);
                }
                return CollectionConverters.asScala(new CsvRows(file, path, wanted, columns, rejects));
            } catch (IOException e) {
                throw new SourceFile(path).unreadable(wanted.subject(), e);
            }
        }

        private static void closeWithTask(Closeable file) {
            TaskContext.get()
                    .addTaskCompletionListener((org.apache.spark.util.TaskCompletionListener) context -> close(file));
        }

        private static void close(Closeable file) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
