package dev.tidemark.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.StructType;

/** Opens a file for each task: by the columnar writer if the rows and the settings allow it, else by Spark's writer. */
final class ColumnarParquetFactory extends OutputWriterFactory {
    /** Settings that only Parquet's writers support, for all columns or, with a {@code #}, for one. */
    private static final List<String> ONLY_SPARKS = List.of(
            "parquet.crypto.factory.class",
            ParquetOutputFormat.BLOOM_FILTER_ENABLED,
            ParquetOutputFormat.STATISTICS_ENABLED,
            ParquetOutputFormat.SIZE_STATISTICS_ENABLED,
            ParquetOutputFormat.COLUMN_INDEX_TRUNCATE_LENGTH,
            ParquetOutputFormat.STATISTICS_TRUNCATE_LENGTH,
            ParquetOutputFormat.PAGE_ROW_COUNT_LIMIT,
            ParquetOutputFormat.BLOCK_ROW_COUNT_LIMIT,
            ParquetOutputFormat.PAGE_WRITE_CHECKSUM_ENABLED);

    private final OutputWriterFactory sparks;

    ColumnarParquetFactory(OutputWriterFactory sparks) {
        this.sparks = sparks;
    }

    @Override
    public String getFileExtension(TaskAttemptContext context) {
        return sparks.getFileExtension(context);
    }

    @Override
    public OutputWriter newInstance(String path, StructType rows, TaskAttemptContext context) {
        if (asksForMore(context.getConfiguration())) {
            return sparks.newInstance(path, rows, context);
        }
        // Spark's names and types of columns, and Spark's notes in a file's footer.
        WriteContext file = new ParquetWriteSupport().init(context.getConfiguration());
        Optional<List<ColumnForm>> forms = ColumnForm.of(rows, file.getSchema());
        if (forms.isEmpty()) {
            return sparks.newInstance(path, rows, context);
        }
        try {
            return new ColumnarParquetFile(path, rows, new FileLayout(file, forms.get(), context));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open '%s' to write Parquet".formatted(path), e);
        }
    }

    private static boolean asksForMore(Configuration settings) {
        return ParquetOutputFormat.getWriterVersion(settings) != WriterVersion.PARQUET_1_0
                || ONLY_SPARKS.stream()
                        .anyMatch(
                                setting -> !settings.getPropsWithPrefix(setting).isEmpty());
    }
}
