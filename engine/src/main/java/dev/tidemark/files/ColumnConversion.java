package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.ExactColumn;
import dev.tidemark.schema.KeyColumn;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** Converts a column of a typed file to another type: keys, instants and texts exactly, other values by SQL's cast. */
final class ColumnConversion {
    private static final Map<DataType, ScalarType> EXACT = Map.of(
            DataTypes.IntegerType, ScalarType.INT32,
            DataTypes.LongType, ScalarType.INT64,
            DataTypes.StringType, ScalarType.STRING,
            DataTypes.BooleanType, ScalarType.BOOL,
            DataTypes.TimestampType, ScalarType.TIMESTAMP);

    private ColumnConversion() {}

    static Column of(String name, DataType found, DataType wanted, String subject) {
        if (found.equals(wanted)) {
            return Columns.named(name);
        }
        ScalarType exact = EXACT.get(wanted);
        Optional<ExactColumn> conversion = exact == null ? Optional.empty() : KeyColumn.of(name, found, exact);
        if (conversion.isPresent()) {
            return conversion
                    .orElseThrow()
                    .orFail("Column '%s' of %s".formatted(name, subject))
                    .as(name);
        }
        if (isNested(found) != isNested(wanted) && !found.equals(DataTypes.NullType)) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Column '%s' of %s is %s, which cannot be %s".formatted(name, subject, found.sql(), wanted.sql()));
        }
        return Columns.named(name).cast(wanted).as(name);
    }

    private static boolean isNested(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    }
}
