package dev.tidemark.compile;

import dev.tidemark.window.Derivation;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.InterpretedMutableProjection;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Computes an expression by Spark's interpreter, which needs no session. The values have the form in which a timeline
 * carries them; timestamps are microseconds there and in Spark.
 */
final class SparkDerivation implements Derivation {
    private static final long serialVersionUID = 1;

    private final Expression expression;
    private final Seq<Attribute> columns;
    private transient @Nullable InterpretedMutableProjection projection;

    SparkDerivation(Expression expression, Seq<Attribute> columns) {
        this.expression = expression;
        this.columns = columns;
    }

    @Override
    public @Nullable Object value(@Nullable Object[] row) {
        InterpretedMutableProjection computing = projection;
        if (computing == null) {
            computing = new InterpretedMutableProjection(SessionlessAnalyzer.sequence(expression), columns);
            computing.initialize(0);
            projection = computing;
        }
        @Nullable Object[] values = new Object[columns.length()];
        for (int position = 0; position < values.length; position++) {
            values[position] = internal(row[position]);
        }
        InternalRow computed = computing.apply(new GenericInternalRow(values));
        return computed.isNullAt(0) ? null : carried(computed.get(0, expression.dataType()), expression.dataType());
    }

    private static @Nullable Object internal(@Nullable Object value) {
        return switch (value) {
            case String text -> UTF8String.fromString(text);
            case List<?> list -> {
                @Nullable Object[] items = new Object[list.size()];
                for (int position = 0; position < items.length; position++) {
                    items[position] = internal(list.get(position));
                }
                yield new GenericArrayData(items);
            }
            case null, default -> value;
        };
    }

    private static Object carried(Object value, DataType type) {
        return switch (value) {
            case UTF8String text -> text.toString();
            case ArrayData list
            when type instanceof ArrayType array -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int position = 0; position < list.numElements(); position++) {
                    items.add(
                            list.isNullAt(position)
                                    ? null
                                    : carried(list.get(position, array.elementType()), array.elementType()));
                }
                yield items;
            }
            default -> value;
        };
    }
}
