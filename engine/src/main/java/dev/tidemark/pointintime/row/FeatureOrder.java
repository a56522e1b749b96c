package dev.tidemark.pointintime.row;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;

/** The order of an entity's rows: by event time, then created time, then the features, nulls lowest. */
public final class FeatureOrder {
    private final GroupLayout group;

    public FeatureOrder(GroupLayout group) {
        this.group = group;
    }

    /**
     * @throws TiedRowsException if the rows agree in both times and differ in features, and not all features were read
     */
    public boolean isNewer(UnsafeRow row, UnsafeRow than) {
        int byEvent = Long.compare(group.eventOf(row), group.eventOf(than));
        if (byEvent != 0) {
            return byEvent > 0;
        }
        int byCreated = Long.compare(group.createdOf(row), group.createdOf(than));
        if (byCreated != 0) {
            return byCreated > 0;
        }
        int byFeatures = compareFeatures(row, than);
        if (byFeatures != 0 && !group.ties().isComplete()) {
            throw new TiedRowsException(group.alias());
        }
        return byFeatures > 0;
    }

    private int compareFeatures(UnsafeRow row, UnsafeRow than) {
        List<DataType> columns = group.columns();
        for (int feature : group.ties().features()) {
            int column = group.firstFeature() + feature;
            int order = ColumnOrder.compare(row, than, column, columns.get(column));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
