package dev.tidemark.pointintime.row;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/**
 * What the unsafe rows of some columns are made of: words that stand at the same place in every row (which columns are
 * null, then one word for each), and behind them, where a column has no fixed length, a tail.
 *
 * @param nullWords how many words say which columns are null
 * @param words how many words stand at the same place in every row
 * @param hasTail whether rows may be longer than these
 */
public record RowShape(int nullWords, int words, boolean hasTail) {
    public static RowShape of(List<DataType> columns) {
        int nullWords = UnsafeRow.calculateBitSetWidthInBytes(columns.size()) / Long.BYTES;
        return new RowShape(
                nullWords, nullWords + columns.size(), !columns.stream().allMatch(UnsafeRow::isFixedLength));
    }

    public int bytes() {
        return words * Long.BYTES;
    }

    /** The words of a row in a block: where there are tails, the last of them tells how many bytes the row's has. */
    public int wordsInBlock() {
        return hasTail ? words + 1 : words;
    }
}
