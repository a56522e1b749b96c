package dev.tidemark.pointintime.row;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/**
 * The shape of the unsafe rows of some columns: words that have the same position in every row (the null bits, then one
 * word per column) and, if a column has no fixed length, a tail behind them.
 *
 * @param nullWords the number of words of null bits
 * @param words the number of words that have the same position in every row
 * @param hasTail whether rows may be longer than these words
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

    /**
     * The number of words of a row in a block. If rows have tails, the last word is the length of the tail in bytes.
     */
    public int wordsInBlock() {
        return hasTail ? words + 1 : words;
    }
}
