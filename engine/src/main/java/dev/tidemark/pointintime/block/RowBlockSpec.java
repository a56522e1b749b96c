package dev.tidemark.pointintime.block;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * The parameters of a partitioner.
 *
 * @param name of the group, or of the spine
 * @param columns the type of each column
 * @param keys the positions of the join keys; whole numbers of different widths meet
 * @param keepsAll whether rows with a null key are kept
 * @param tasks the number of tasks of the join
 */
public record RowBlockSpec(String name, List<DataType> columns, List<Integer> keys, boolean keepsAll, int tasks)
        implements Serializable {
    public RowBlockSpec {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
        return name;
    }
}
