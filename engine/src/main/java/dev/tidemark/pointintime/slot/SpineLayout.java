package dev.tidemark.pointintime.slot;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * Where in a spine row things are.
 *
 * @param columns the type of each column
 * @param keys the positions of the join keys, in the groups' order
 * @param timestamp the position of the instant, a TIMESTAMP
 * @param reading what the groups were read for
 */
public record SpineLayout(List<DataType> columns, List<Integer> keys, int timestamp, SpineReading reading)
        implements Serializable {
    public SpineLayout {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }
}
