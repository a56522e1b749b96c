package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.AdvancingRows;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Rows made of batches of columns: some rows at a time, and these column by column. */
final class TransposedRows extends AdvancingRows {
    private final WantedRows wanted;
    private final LaidOutRows rows;
    private int given;

    /**
     * Begins with the rows.
     *
     * @param types of the columns that are made of them
     */
    TransposedRows(WantedRows wanted, List<DataType> types) {
        this.wanted = wanted;
        this.rows = new LaidOutRows(IntStream.range(0, types.size()).toArray(), types, WantedRows.MOST);
    }

    @Override
    @Nullable
    protected UnsafeRow advance() {
        if (given == wanted.count()) {
            given = 0;
            if (!wanted.next()) {
                return null;
            }
            rows.fill(wanted, wanted.numbers(), wanted.count());
        }
        return rows.row(given++);
    }
}
