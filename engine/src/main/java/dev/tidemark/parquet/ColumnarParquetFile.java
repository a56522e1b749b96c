package dev.tidemark.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** One Parquet file while it is being written. Not thread-safe. */
final class ColumnarParquetFile extends OutputWriter {
    private final String path;
    private final FileLayout layout;
    private final StructType rows;
    private final CodecFactory codecs;
    private final ParquetFileWriter file;
    private RowGroup rowGroup;
    private @Nullable UnsafeProjection projection;

    ColumnarParquetFile(String path, StructType rows, FileLayout layout) throws IOException {
        this.path = path;
        this.layout = layout;
        this.rows = rows;
        this.codecs = layout.newCodecs();
        this.file = new ParquetFileWriter(
                HadoopOutputFile.fromPath(new Path(path), layout.settings()),
                layout.schema(),
                ParquetFileWriter.Mode.CREATE,
                layout.rowGroupBytes(),
                ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                null,
                layout.properties());
        this.file.start();
        this.rowGroup = nextRowGroup();
    }

    @Override
    public void write(InternalRow row) {
        try {
            rowGroup.add(row instanceof UnsafeRow unsafe ? unsafe : projected(row));
            if (rowGroup.isFull()) {
                rowGroup.endTo(file);
                rowGroup = nextRowGroup();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The projection is created only if it is needed: the rows of most plans are unsafe rows. */
    private UnsafeRow projected(InternalRow row) {
        if (projection == null) {
            projection = UnsafeProjection.create(rows);
        }
        return projection.apply(row);
    }

    @Override
    public void close() {
        try (ParquetFileWriter ending = file) {
            rowGroup.endTo(ending);
            ending.end(layout.notes());
        } catch (IOException e) {
            throw failed(e);
        } finally {
            codecs.release();
        }
    }

    @Override
    public String path() {
        return path;
    }

    private RowGroup nextRowGroup() {
        return new RowGroup(layout, codecs.getCompressor(layout.codec()));
    }

    private UncheckedIOException failed(IOException cause) {
        return new UncheckedIOException("Cannot write Parquet to '%s'".formatted(path), cause);
    }
}
