package dev.tidemark.schema;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.Serializable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** A column converted to another type: each value exactly, or not at all. */
public final class ExactColumn {

    /** Converts a value, as Spark's external rows hold it; fails with the value and the reason. */
    interface Conversion extends Serializable {
        Object of(Object found);
    }

    private final Column input;
    private final @Nullable Conversion conversion;
    private final DataType type;
    private final boolean unchanged;

    private ExactColumn(Column input, @Nullable Conversion conversion, DataType type, boolean unchanged) {
        this.input = input;
        this.conversion = conversion;
        this.type = type;
        this.unchanged = unchanged;
    }

    /** Returns a column without conversion. */
    public static ExactColumn as(String name, DataType type) {
        return new ExactColumn(Columns.named(name), null, type, true);
    }

    /** Returns a conversion that works for every value. */
    static ExactColumn safe(Column value, DataType type) {
        return new ExactColumn(value, null, type, false);
    }

    /**
     * Returns a conversion that fails for some values.
     *
     * @param type of the result; for TIMESTAMP the conversion returns a Long that counts microseconds
     */
    static ExactColumn checked(Column input, Conversion conversion, DataType type) {
        return new ExactColumn(input, conversion, type, false);
    }

    /** Returns true if the column is not converted. */
    public boolean isUnchanged() {
        return unchanged;
    }

    /**
     * Returns the values; one that cannot be converted ends the query.
     *
     * @param subject names the column in the message
     */
    public Column orFail(String subject) {
        Conversion exact = conversion;
        if (exact == null) {
            return input;
        }
        return converted(found -> {
            try {
                return exact.of(found);
            } catch (IllegalArgumentException e) {
                throw new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH, "%s: %s".formatted(subject, e.getMessage()), e);
            }
        });
    }

    /** Returns the values, null for one that cannot be converted. */
    public Column orNull() {
        Conversion exact = conversion;
        if (exact == null) {
            return input;
        }
        return converted(found -> {
            try {
                return exact.of(found);
            } catch (IllegalArgumentException e) {
                return null;
            }
        });
    }

    /** Returns the problem with a value; null for a valid one. */
    public Column problem() {
        Conversion exact = conversion;
        if (exact == null) {
            return lit(null).cast(DataTypes.StringType);
        }
        UDF1<@Nullable Object, @Nullable Object> problem = found -> {
            if (found == null) {
                return null;
            }
            try {
                exact.of(found);
                return null;
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        };
        return udf(problem, DataTypes.StringType).apply(input);
    }

    private interface Nullsafe extends Serializable {
        @Nullable
        Object of(Object found);
    }

    private Column converted(Nullsafe nullsafe) {
        UDF1<@Nullable Object, @Nullable Object> function = found -> found == null ? null : nullsafe.of(found);
        if (type.equals(DataTypes.TimestampType)) {
            // Spark's objects of this type depend on the JVM's zone; a count of microseconds does not.
            return org.apache.spark.sql.functions.call_function(
                    "timestamp_micros", udf(function, DataTypes.LongType).apply(input));
        }
        return udf(function, type).apply(input);
    }
}
