package dev.tidemark.compile.slide;

import dev.tidemark.window.WindowRow;
import java.util.List;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes Spark's internal rows of a timeline's rows: join keys, event time, created time, features, and the changes to
 * come if there is one column more.
 */
final class FeatureRows {
    private final int keys;
    private final @Nullable Function1<Object, Object>[] converters;

    /** @param types of all columns */
    @SuppressWarnings({"unchecked", "rawtypes"})
    FeatureRows(int keys, List<DataType> types) {
        this.keys = keys;
        this.converters = new Function1[types.size()];
        for (int column = 0; column < converters.length; column++) {
            converters[column] = isKept(types.get(column))
                    ? null
                    : CatalystTypeConverters.createToCatalystConverter(types.get(column));
        }
    }

    /** Numbers and booleans are the same objects in both kinds of rows. */
    private static boolean isKept(DataType type) {
        return type.equals(DataTypes.LongType)
                || type.equals(DataTypes.DoubleType)
                || type.equals(DataTypes.IntegerType)
                || type.equals(DataTypes.FloatType)
                || type.equals(DataTypes.BooleanType);
    }

    /** @param key the entity's join keys as the rows keep them */
    InternalRow row(@Nullable Object[] key, WindowRow row) {
        @Nullable Object[] values = new Object[converters.length];
        System.arraycopy(key, 0, values, 0, keys);
        values[keys] = row.time();
        values[keys + 1] = row.created();
        for (int position = 0; position < row.values().length; position++) {
            int column = keys + 2 + position;
            values[column] = converted(converters[column], row.values()[position]);
        }
        if (keys + 2 + row.values().length < values.length) {
            values[values.length - 1] = row.changes();
        }
        return new GenericInternalRow(values);
    }

    private static @Nullable Object converted(@Nullable Function1<Object, Object> converter, @Nullable Object value) {
        if (converter == null || value == null) {
            return value;
        }
        return converter.apply(
                value instanceof List<?> list
                        ? CollectionConverters.asScala(list).toSeq()
                        : value);
    }
}
