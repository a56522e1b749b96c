package dev.tidemark.schema;

import static org.apache.spark.sql.functions.expr;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.identity.ExactKey;
import dev.tidemark.time.InstantText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a column of a source or a spine as instants: TIMESTAMP unchanged, TIMESTAMP without a zone in UTC, DATE as
 * midnight in UTC, text by {@link InstantText}, and numbers if their unit is declared. The zones of session and machine
 * play no part.
 */
public final class InstantColumn {
    /** The accepted column types, for messages. */
    public static final String EXPECTED = "TIMESTAMP, DATE or text such as 2026-05-01T06:00:00Z";

    private static final Set<DataType> NUMBERS = Set.of(
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType);

    private InstantColumn() {}

    /** Returns true if a type is numeric, so that a unit can turn its values into instants. */
    public static boolean isNumber(DataType type) {
        return NUMBERS.contains(type) || type instanceof DecimalType;
    }

    /**
     * Returns the column as TIMESTAMP.
     *
     * @param unit in which it counts from 1970, null if it holds instants
     * @return empty if no value of the type is an instant
     */
    public static Optional<ExactColumn> of(String name, DataType type, @Nullable EpochUnit unit) {
        Column column = Columns.named(name);
        if (unit != null) {
            return isNumber(type) || type instanceof StringType
                    ? Optional.of(ExactColumn.checked(
                            column,
                            found -> unit.toMicroseconds((Long) ExactKey.of(ScalarType.INT64, found)),
                            DataTypes.TimestampType))
                    : Optional.empty();
        }
        if (type.equals(DataTypes.TimestampType)) {
            return Optional.of(ExactColumn.as(name, type));
        }
        if (type.equals(DataTypes.TimestampNTZType) || type.equals(DataTypes.DateType)) {
            return Optional.of(ExactColumn.safe(inUtc(name, type), DataTypes.TimestampType));
        }
        return type instanceof StringType
                ? Optional.of(ExactColumn.checked(
                        column, found -> InstantText.microseconds((String) found), DataTypes.TimestampType))
                : Optional.empty();
    }

    /** A cast would use the session's zone. */
    private static Column inUtc(String name, DataType type) {
        String quoted = Columns.quoted(name);
        String days = "unix_date(CAST(%s AS DATE)) * 86400000000L".formatted(quoted);
        String time = type.equals(DataTypes.DateType)
                ? ""
                : " + hour(%s) * 3600000000L + minute(%s) * 60000000L + CAST(extract(SECOND FROM %s) * 1000000 AS BIGINT)"
                        .formatted(quoted, quoted, quoted);
        return expr("timestamp_micros(%s%s)".formatted(days, time));
    }

    /**
     * Returns a bound in the column's type, by which Spark skips files and partitions; empty for types whose values are
     * converted one by one. A bound for dates includes the whole day.
     */
    public static Optional<Column> bound(DataType type, Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        if (type.equals(DataTypes.TimestampNTZType)) {
            return Optional.of(expr("TIMESTAMP_NTZ '%s'".formatted(local)));
        }
        if (type.equals(DataTypes.DateType)) {
            LocalDate day = local.toLocalDate();
            return Optional.of(functions.lit(day));
        }
        return Optional.empty();
    }
}
