package dev.tidemark.pointintime.row;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * The positions of the columns of a spine row.
 *
 * @param columns the type of each column
 * @param keys the positions of the join keys, in the groups' order
 * @param timestamp the position of the instant, a TIMESTAMP
 */
public record SpineLayout(List<DataType> columns, List<Integer> keys, int timestamp) implements Serializable {
    public SpineLayout {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }
}
