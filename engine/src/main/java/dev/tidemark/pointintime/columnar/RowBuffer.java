package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.RowShape;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;

/** Rows side by side, filled column by column. Reused; not thread-safe. */
public final class RowBuffer {
    private final int[] positions;
    private final TransposedColumn[] columns;
    private final RowShape shape;
    private final long[] words;
    private final RowPlaces places;
    private final UnsafeRow row;

    /**
     * Allocates the rows.
     *
     * @param positions of the columns among those of the selection
     * @param types of these columns
     * @param most the number of rows that fit
     */
    public RowBuffer(int[] positions, List<DataType> types, int most) {
        this.positions = positions;
        this.columns = TransposedColumn.all(types);
        this.shape = RowShape.of(types);
        this.words = new long[most * shape.words()];
        this.places = new RowPlaces(most);
        this.row = new UnsafeRow(types.size());
        for (int at = 0; at < most; at++) {
            places.set(at, words, at * shape.words());
        }
    }

    /**
     * Fills the first rows.
     *
     * @param numbers the rows' numbers in their batch, of which the first {@code count} are valid
     */
    public void fill(RowSelection from, int[] numbers, int count) {
        for (int at = 0; at < count; at++) {
            int start = places.start(at);
            Arrays.fill(words, start, start + shape.nullWords(), 0);
        }
        for (int column = 0; column < columns.length; column++) {
            columns[column].put(from.column(positions[column]), numbers, count, places);
        }
    }

    /** One of the rows; valid until the next call. */
    public UnsafeRow row(int at) {
        row.pointTo(words, Platform.LONG_ARRAY_OFFSET + (long) Long.BYTES * places.start(at), shape.bytes());
        return row;
    }
}
