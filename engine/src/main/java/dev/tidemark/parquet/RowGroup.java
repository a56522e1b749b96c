package dev.tidemark.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Rows that a file keeps together, as compressed pages of each column. Not thread-safe. */
final class RowGroup {
    /** The size of a page of texts or bytes. */
    private static final long COUNTED_EVERY = 1 << 20;

    private final FileLayout layout;
    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStoreV1 otherStore;
    private final FixedWidthColumns fixed;
    private final BytesColumn[] others;
    private final List<PageWriter> writers = new ArrayList<>();
    private final int pageRows;
    private long rows;
    private int rowsInPage;
    private long bytesUncounted;

    RowGroup(FileLayout layout, BytesInputCompressor compressor) {
        this.layout = layout;
        this.pageRows = layout.pageRows();
        this.pages = new ColumnChunkPageWriteStore(
                compressor,
                layout.schema(),
                layout.properties().getAllocator(),
                layout.properties().getColumnIndexTruncateLength(),
                layout.properties().getPageWriteChecksumEnabled());
        this.otherStore = new ColumnWriteStoreV1(layout.otherColumns(), pages, layout.properties());
        List<FixedWidthColumn> fixedWidth = new ArrayList<>();
        List<BytesColumn> bytes = new ArrayList<>();
        PageBytes page = new PageBytes();
        for (int column = 0; column < layout.schema().getFieldCount(); column++) {
            ColumnDescriptor descriptor = layout.column(column);
            PageWriter writer = pages.getPageWriter(descriptor);
            writers.add(writer);
            if (layout.form(column).isFixedWidth()) {
                fixedWidth.add(new FixedWidthColumn(layout, column, writer, page));
            } else {
                bytes.add(new BytesColumn(column, descriptor, otherStore.getColumnWriter(descriptor)));
            }
        }
        this.fixed = new FixedWidthColumns(fixedWidth, layout.schema().getFieldCount());
        this.others = bytes.toArray(BytesColumn[]::new);
    }

    void add(UnsafeRow row) throws IOException {
        fixed.add(row);
        if (others.length > 0) {
            for (BytesColumn column : others) {
                bytesUncounted += column.add(row);
            }
            otherStore.endRecord();
        }
        rows++;
        if (++rowsInPage == pageRows) {
            endPages();
        }
    }

    private void endPages() throws IOException {
        fixed.endPages();
        rowsInPage = 0;
    }

    /** Checked where pages end, because only compressed bytes count, and more often if texts or bytes are long. */
    boolean isFull() {
        if (rowsInPage > 0 && bytesUncounted < COUNTED_EVERY) {
            return false;
        }
        bytesUncounted = 0;
        return writers.stream().mapToLong(PageWriter::getMemSize).sum() >= layout.rowGroupBytes();
    }

    /** Writes all rows to the file. */
    void endTo(ParquetFileWriter file) throws IOException {
        if (rows > 0) {
            if (rowsInPage > 0) {
                endPages();
            }
            fixed.end();
            otherStore.flush();
            file.startBlock(rows);
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        otherStore.close();
        pages.close();
    }
}
