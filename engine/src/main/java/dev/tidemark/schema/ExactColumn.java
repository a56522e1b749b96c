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

/** A column in another type: each value exactly, or not at all. */
public final class ExactColumn {

    /** Turns a value, as Spark's rows have it outside, into another; fails with the value and what is wrong with it. */
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

    /** A column as it is. */
    public static ExactColumn as(String name, DataType type) {
        return new ExactColumn(Columns.named(name), null, type, true);
    }

    /** A conversion that every value survives. */
    static ExactColumn safe(Column value, DataType type) {
        return new ExactColumn(value, null, type, false);
    }

    /**
     * A conversion that not every value survives.
     *
     * @param type of what it returns; for TIMESTAMP a Long that counts microseconds
     */
    static ExactColumn checked(Column input, Conversion conversion, DataType type) {
        return new ExactColumn(input, conversion, type, false);
    }

    /** Whether the column stays as it is. */
    public boolean isUnchanged() {
        return unchanged;
    }

    /**
     * The values; one that cannot be converted ends the query.
     *
     * @param subject which column it is, for the message
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

    /** The values, null for one that cannot be converted. */
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

    /** What is wrong with a value; null for a right one. */
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
            // Spark's own objects of this type know the JVM's zone; a count of microseconds does not.
            return org.apache.spark.sql.functions.call_function(
                    "timestamp_micros", udf(function, DataTypes.LongType).apply(input));
        }
        return udf(function, type).apply(input);
    }
}
