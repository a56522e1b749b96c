package dev.tidemark.pointintime.row;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/**
 * What a group's rows look like and when they count. Each row has the join keys, the event time, the created time and
 * the features, in this order.
 *
 * @param alias the group's name in this join
 * @param columns the type of each column
 * @param keys how many join keys there are
 * @param rules when a row counts
 * @param ties what decides between rows that agree in both times
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
     * How many words of a row come before its features: those that say which columns are null, the keys, the event and
     * the created time.
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

    /** When a row was written; one that does not tell was written before all others. */
    long createdOf(UnsafeRow row) {
        return row.isNullAt(created()) ? Long.MIN_VALUE : row.getLong(created());
    }

    /** False for a row that no spine row may ever see. */
    public boolean everCounts(UnsafeRow row) {
        if (row.isNullAt(event()) || (rules.needsCreated() && row.isNullAt(created()))) {
            return false;
        }
        return rules.everCounts(eventOf(row), createdOf(row));
    }

    /** The first instant at which a row counts that ever does. */
    public long visibleFrom(UnsafeRow row) {
        return rules.visibleFrom(eventOf(row), createdOf(row));
    }

    /** The positions of the join keys. */
    public List<Integer> keyOrdinals() {
        return IntStream.range(0, keys).boxed().toList();
    }
}
