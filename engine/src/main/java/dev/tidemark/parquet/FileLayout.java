package dev.tidemark.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.api.WriteSupport.WriteContext;
import org.apache.parquet.hadoop.codec.CodecConfig;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** A file's columns and settings, under the names of Parquet's writers. */
final class FileLayout {
    /**
     * The memory for one page of each column together: little compared to a task's memory, however many columns there
     * are.
     */
    private static final int PAGES_BYTES = 32 << 20;

    private static final int LEAST_PAGE_ROWS = 1_000;

    private final WriteContext file;
    private final List<ColumnForm> forms;
    private final List<ColumnDescriptor> columns;
    private final Configuration settings;
    private final CompressionCodecName codec;
    private final ParquetProperties properties;

    FileLayout(WriteContext file, List<ColumnForm> forms, TaskAttemptContext context) {
        this.file = file;
        this.forms = forms;
        this.columns = file.getSchema().getColumns();
        this.settings = context.getConfiguration();
        this.codec = CodecConfig.from(context).getCodec();
        ParquetProperties.Builder builder = ParquetProperties.builder()
                .withPageSize(ParquetOutputFormat.getPageSize(settings))
                .withDictionaryPageSize(ParquetOutputFormat.getDictionaryPageSize(settings))
                .withDictionaryEncoding(ParquetOutputFormat.getEnableDictionary(settings));
        settings.getPropsWithPrefix(ParquetOutputFormat.ENABLE_DICTIONARY + "#")
                .forEach((column, enabled) -> builder.withDictionaryEncoding(column, Boolean.parseBoolean(enabled)));
        this.properties = builder.build();
    }

    Configuration settings() {
        return settings;
    }

    MessageType schema() {
        return file.getSchema();
    }

    /** The footer's entries beside the schema. */
    Map<String, String> notes() {
        return file.getExtraMetaData();
    }

    ColumnForm form(int column) {
        return forms.get(column);
    }

    ColumnDescriptor column(int column) {
        return columns.get(column);
    }

    ParquetProperties properties() {
        return properties;
    }

    CompressionCodecName codec() {
        return codec;
    }

    /** Creates compressors; the caller releases them. */
    CodecFactory newCodecs() {
        return new CodecFactory(settings, properties.getPageSizeThreshold());
    }

    /** The number of compressed bytes after which a row group ends. */
    long rowGroupBytes() {
        return ParquetOutputFormat.getLongBlockSize(settings);
    }

    int pageRows() {
        int fitting = PAGES_BYTES / (Long.BYTES * Math.max(1, forms.size()));
        return Math.min(properties.getPageRowCountLimit(), Math.max(LEAST_PAGE_ROWS, fitting));
    }

    /** The columns whose values have no fixed width. */
    MessageType otherColumns() {
        List<Type> others = new ArrayList<>();
        for (int column = 0; column < forms.size(); column++) {
            if (!forms.get(column).isFixedWidth()) {
                others.add(schema().getType(column));
            }
        }
        return new MessageType(schema().getName(), others);
    }
}
