package dev.tidemark.pointintime.row;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.TypeUtils$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A total order of values as Spark keeps them: nulls first, -0.0 before 0.0, NaN last, texts and bytes as unsigned
 * bytes, lists item by item.
 */
final class ColumnOrder {
    private ColumnOrder() {}

    static int compare(SpecializedGetters left, SpecializedGetters right, int column, DataType type) {
        if (left.isNullAt(column) || right.isNullAt(column)) {
            return Boolean.compare(right.isNullAt(column), left.isNullAt(column));
        }
        return switch (type) {
            case BooleanType flag -> Boolean.compare(left.getBoolean(column), right.getBoolean(column));
            case IntegerType whole -> Integer.compare(left.getInt(column), right.getInt(column));
            case LongType whole -> Long.compare(left.getLong(column), right.getLong(column));
            case TimestampType instant -> Long.compare(left.getLong(column), right.getLong(column));
            case FloatType number -> Float.compare(left.getFloat(column), right.getFloat(column));
            case DoubleType number -> Double.compare(left.getDouble(column), right.getDouble(column));
            case StringType text -> left.getUTF8String(column).binaryCompare(right.getUTF8String(column));
            case BinaryType bytes -> Arrays.compareUnsigned(left.getBinary(column), right.getBinary(column));
            case ArrayType list -> compareItems(left.getArray(column), right.getArray(column), list.elementType());
            default ->
                TypeUtils$.MODULE$
                        .getInterpretedOrdering(type)
                        .compare(left.get(column, type), right.get(column, type));
        };
    }

    private static int compareItems(ArrayData left, ArrayData right, DataType type) {
        int both = Math.min(left.numElements(), right.numElements());
        for (int item = 0; item < both; item++) {
            int order = compare(left, right, item, type);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.numElements(), right.numElements());
    }
}
