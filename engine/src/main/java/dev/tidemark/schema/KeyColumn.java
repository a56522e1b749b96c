package dev.tidemark.schema;

import dev.tidemark.feature.ScalarType;
import dev.tidemark.identity.ExactKey;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;

/**
 * Reads a column of a source or a spine as a join key, by {@link ExactKey}, so that no conversion merges two entities.
 */
public final class KeyColumn {
    private static final Set<DataType> WHOLE =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
    private static final Set<DataType> FLOATING = Set.of(DataTypes.FloatType, DataTypes.DoubleType);

    private KeyColumn() {}

    /** Returns the column in the key's type; empty if no value of the column's type is such a key. */
    public static Optional<ExactColumn> of(String name, DataType found, ScalarType key) {
        Column column = Columns.named(name);
        DataType wanted = FeatureSchema.type(key);
        if (found.equals(wanted)) {
            return Optional.of(ExactColumn.as(name, wanted));
        }
        if (key == ScalarType.TIMESTAMP && !(found instanceof StringType)) {
            return InstantColumn.of(name, found, null);
        }
        if (key == ScalarType.INT64 && WHOLE.contains(found)) {
            return Optional.of(ExactColumn.safe(column.cast(wanted), wanted));
        }
        return isConvertible(found, key)
                ? Optional.of(ExactColumn.checked(column, value -> key(key, value), wanted))
                : Optional.empty();
    }

    /** Returns the key as Spark holds it: an instant as its microseconds. */
    private static Object key(ScalarType type, Object value) {
        Object key = ExactKey.of(type, value);
        return key instanceof Instant instant ? Microseconds.of(instant) : key;
    }

    private static boolean isConvertible(DataType found, ScalarType key) {
        boolean number = WHOLE.contains(found) || FLOATING.contains(found) || found instanceof DecimalType;
        return switch (key) {
            case INT32, INT64 -> number || found instanceof StringType;
            case STRING -> number || found instanceof StringType;
            case BOOL, TIMESTAMP -> found instanceof StringType;
            default -> false;
        };
    }
}
