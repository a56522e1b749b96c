package dev.tidemark.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The form of a column's values in an unsafe row and in a Parquet file.
 *
 * @param physical what Parquet stores
 * @param bits of a row's word that a value takes; 0 if the word only holds the value's address
 */
record ColumnForm(PrimitiveType.PrimitiveTypeName physical, int bits) {
    boolean isFixedWidth() {
        return bits > 0;
    }

    /** Returns the form of each column; empty if one of them has none. */
    static Optional<List<ColumnForm>> of(StructType rows, MessageType file) {
        List<ColumnForm> forms = new ArrayList<>();
        for (int column = 0; column < rows.size(); column++) {
            of(rows.apply(column).dataType(), file.getType(column)).ifPresent(forms::add);
        }
        return forms.size() == rows.size() ? Optional.of(forms) : Optional.empty();
    }

    private static Optional<ColumnForm> of(DataType type, Type stored) {
        if (!stored.isPrimitive() || stored.isRepetition(Type.Repetition.REPEATED)) {
            return Optional.empty();
        }
        PrimitiveType.PrimitiveTypeName physical = stored.asPrimitiveType().getPrimitiveTypeName();
        int bits = switch (physical) {
            case BOOLEAN -> type instanceof BooleanType ? Byte.SIZE : -1;
            case INT32 -> bitsOfInt(type);
            case INT64 -> isLong(type, stored) ? Long.SIZE : -1;
            case FLOAT -> type instanceof FloatType ? Float.SIZE : -1;
            case DOUBLE -> type instanceof DoubleType ? Double.SIZE : -1;
            case BINARY -> type instanceof StringType || type instanceof BinaryType ? 0 : -1;
            default -> -1;
        };
        return bits < 0 ? Optional.empty() : Optional.of(new ColumnForm(physical, bits));
    }

    private static int bitsOfInt(DataType type) {
        return switch (type) {
            case ByteType number -> Byte.SIZE;
            case ShortType number -> Short.SIZE;
            case IntegerType number -> Integer.SIZE;
            case DateType day -> Integer.SIZE;
            case DecimalType decimal -> Integer.SIZE;
            default -> -1;
        };
    }

    private static boolean isLong(DataType type, Type stored) {
        return switch (type) {
            case LongType number -> true;
            case DecimalType decimal -> true;
            case TimestampType instant -> isInMicroseconds(stored);
            case TimestampNTZType time -> isInMicroseconds(stored);
            default -> false;
        };
    }

    private static boolean isInMicroseconds(Type stored) {
        return stored.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp
                && timestamp.getUnit() == TimeUnit.MICROS;
    }
}
