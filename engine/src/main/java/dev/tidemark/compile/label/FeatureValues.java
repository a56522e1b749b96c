package dev.tidemark.compile.label;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/** A label's features as a row of Spark: the values, then whether there are any. Not thread-safe. */
final class FeatureValues {
    private final List<Integer> positions;
    private final List<Function1<Object, Object>> conversions = new ArrayList<>();
    private final @Nullable Object[] columns;
    private final InternalRow row;

    /**
     * @param positions of the features among the values
     * @param types of the features
     */
    FeatureValues(List<Integer> positions, List<DataType> types) {
        this.positions = positions;
        types.forEach(type -> conversions.add(CatalystTypeConverters.createToCatalystConverter(type)));
        this.columns = new Object[types.size() + 1];
        this.row = new GenericInternalRow(columns);
    }

    /** Returns the row, which is valid until the next call. */
    InternalRow of(@Nullable Object @Nullable [] values) {
        for (int position = 0; position < conversions.size(); position++) {
            Object value = values == null ? null : values[positions.get(position)];
            columns[position] = value == null ? null : conversions.get(position).apply(external(value));
        }
        columns[conversions.size()] = values != null;
        return row;
    }

    private static Object external(Object value) {
        return value instanceof List<?> list
                ? CollectionConverters.asScala(list).toSeq()
                : value;
    }
}
