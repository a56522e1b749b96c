package dev.tidemark.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * A row group's columns of fixed width. Rows are gathered in small blocks, and each column then takes its values from
 * the whole block. That way a column's state is loaded once per block, while the rows are still in the processor's L1
 * cache. Not thread-safe.
 */
final class FixedWidthColumns {
    /** Half of a usual L1 data cache. */
    private static final int GATHERED_BYTES = 16 << 10;

    private static final int MOST_GATHERED = 64;

    private final FixedWidthColumn[] columns;
    private final int rowBytes;
    private final byte[] gathered;
    private final int most;
    private int count;

    /**
     * Creates the columns of a row group.
     *
     * @param columnsOfRow the number of a row's columns, of fixed width and others
     */
    FixedWidthColumns(List<FixedWidthColumn> columns, int columnsOfRow) {
        this.columns = columns.toArray(FixedWidthColumn[]::new);
        this.rowBytes = UnsafeRow.calculateBitSetWidthInBytes(columnsOfRow) + Long.BYTES * columnsOfRow;
        this.most = Math.clamp(GATHERED_BYTES / rowBytes, 1, MOST_GATHERED);
        this.gathered = new byte[most * rowBytes];
    }

    void add(UnsafeRow row) {
        Platform.copyMemory(
                row.getBaseObject(),
                row.getBaseOffset(),
                gathered,
                (long) Platform.BYTE_ARRAY_OFFSET + (long) count * rowBytes,
                rowBytes);
        count++;
        if (count == most) {
            take();
        }
    }

    private void take() {
        for (FixedWidthColumn column : columns) {
            column.add(gathered, rowBytes, count);
        }
        count = 0;
    }

    void endPages() throws IOException {
        take();
        for (FixedWidthColumn column : columns) {
            column.endPage();
        }
    }

    /** Ends the columns in this row group, after their last pages. */
    void end() throws IOException {
        for (FixedWidthColumn column : columns) {
            column.end();
        }
    }
}
