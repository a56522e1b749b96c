package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.RowShape;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;

/** Rows that lie side by side, laid out column by column. Used for some rows after others; not thread-safe. */
public final class RowBuffer {
    private final int[] positions;
    private final TransposedColumn[] columns;
    private final RowShape shape;
    private final long[] words;
    private final RowPlaces places;
    private final UnsafeRow row;

    /**
     * Makes room.
     *
     * @param positions of the columns among those that are made of the rows
     * @param types of these columns
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
     * Lays out some rows.
     *
     * @param numbers of the rows in their batch, as many as are counted
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

    /** One of them; valid until the next call. */
    public UnsafeRow row(int at) {
        row.pointTo(words, Platform.LONG_ARRAY_OFFSET + (long) Long.BYTES * places.start(at), shape.bytes());
        return row;
    }
}
