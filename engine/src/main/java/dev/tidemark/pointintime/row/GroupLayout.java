package dev.tidemark.pointintime.row;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/**
 * The columns of a group's rows, and the rules by which rows count. Each row has the join keys, the event time, the
 * created time and the features, in this order.
 *
 * @param alias the group's name in this join
 * @param columns the type of each column
 * @param keys the number of join keys
 * @param rules when a row counts
 * @param ties the order of rows that agree in both times
 */
public record GroupLayout(String alias, List<DataType> columns, int keys, VisibilityRules rules, TieOrder ties)
        implements Serializable {
    public GroupLayout {
        columns = List.copyOf(columns);
    }

    int event() {
        return keys;
    }

    int created() {
        return keys + 1;
    }

    int firstFeature() {
        return keys + 2;
    }

    /**
     * The number of words before the features of a row: the null bits, the keys, the event time and the created time.
     */
    public int headWords() {
        return RowShape.of(columns).nullWords() + firstFeature();
    }

    public int features() {
        return columns.size() - firstFeature();
    }

    public long eventOf(UnsafeRow row) {
        return row.getLong(event());
    }

    /** The instant at which a row was written. A row without one is older than all others. */
    long createdOf(UnsafeRow row) {
        return row.isNullAt(created()) ? Long.MIN_VALUE : row.getLong(created());
    }

    /** Returns false for a row that no spine row may ever see. */
    public boolean everCounts(UnsafeRow row) {
        if (row.isNullAt(event()) || (rules.needsCreated() && row.isNullAt(created()))) {
            return false;
        }
        return rules.everCounts(eventOf(row), createdOf(row));
    }

    /** The first instant at which a row counts; only for a row that ever does. */
    public long visibleFrom(UnsafeRow row) {
        return rules.visibleFrom(eventOf(row), createdOf(row));
    }

    /** The positions of the join keys. */
    public List<Integer> keyOrdinals() {
        return IntStream.range(0, keys).boxed().toList();
    }
}
