package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.AdvancingRows;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Rows made of batches of columns: some rows at a time, column by column. */
final class ColumnarRowIterator extends AdvancingRows {
    private final RowSelection selection;
    private final RowBuffer rows;
    private int given;

    /**
     * Begins before the first row.
     *
     * @param types of the columns of a row
     */
    ColumnarRowIterator(RowSelection selection, List<DataType> types) {
        this.selection = selection;
        this.rows = new RowBuffer(IntStream.range(0, types.size()).toArray(), types, RowSelection.MOST);
    }

    @Override
    @Nullable
    protected UnsafeRow advance() {
        if (given == selection.count()) {
            given = 0;
            if (!selection.next()) {
                return null;
            }
            rows.fill(selection, selection.numbers(), selection.count());
        }
        return rows.row(given++);
    }
}
