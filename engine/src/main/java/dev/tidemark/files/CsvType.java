package dev.tidemark.files;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.identity.ExactKey;
import dev.tidemark.time.InstantText;
import dev.tidemark.time.Microseconds;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The ways to read the texts of a CSV column. */
public enum CsvType {
    TEXT,
    KEY_INT32,
    KEY_INT64,
    KEY_INSTANT,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64,
    BOOL,
    DATE,
    INSTANT,
    EPOCH_SECONDS,
    EPOCH_MILLIS,
    EPOCH_MICROS,
    EPOCH_NANOS;

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    DataType dataType() {
        return switch (this) {
            case TEXT -> DataTypes.StringType;
            case KEY_INT32, INT32 -> DataTypes.IntegerType;
            case KEY_INT64, INT64 -> DataTypes.LongType;
            case FLOAT32 -> DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case BOOL -> DataTypes.BooleanType;
            case DATE -> DataTypes.DateType;
            case KEY_INSTANT, INSTANT, EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS, EPOCH_NANOS ->
                DataTypes.TimestampType;
        };
    }

    /** Returns the exact type for a join key. */
    public static CsvType ofKey(ScalarType type) {
        return switch (type) {
            case INT32 -> KEY_INT32;
            case INT64 -> KEY_INT64;
            case TIMESTAMP -> KEY_INSTANT;
            default -> ofValue(type);
        };
    }

    /** Returns the type for a feature's values; text if no text represents such values. */
    public static CsvType ofValue(FeatureType type) {
        return switch (type) {
            case ScalarType.BOOL -> BOOL;
            case ScalarType.INT32 -> INT32;
            case ScalarType.INT64 -> INT64;
            case ScalarType.FLOAT32 -> FLOAT32;
            case ScalarType.FLOAT64 -> FLOAT64;
            case ScalarType.TIMESTAMP -> INSTANT;
            default -> TEXT;
        };
    }

    /** Returns the type for a table's column; empty if Spark's cast has to read its texts. */
    static Optional<CsvType> ofColumn(DataType type) {
        return Stream.of(TEXT, INT32, INT64, FLOAT32, FLOAT64, BOOL, DATE, INSTANT)
                .filter(candidate -> candidate.dataType().equals(type))
                .findFirst();
    }

    /** Returns the type for a column of instants. */
    public static CsvType ofInstant(@Nullable EpochUnit unit) {
        return unit == null ? INSTANT : valueOf(unit.name());
    }

    /**
     * Parses a text to the value that Spark's rows hold.
     *
     * @return null for an empty text of any type but text
     * @throws IllegalArgumentException whose message has the text and what was expected
     */
    @Nullable
    Object read(String text) {
        if (this == TEXT) {
            return UTF8String.fromString(text);
        }
        return text.isEmpty() ? null : value(text);
    }

    private Object value(String text) {
        return switch (this) {
            case TEXT -> text;
            case KEY_INT32 -> ExactKey.of(ScalarType.INT32, text);
            case KEY_INT64 -> ExactKey.of(ScalarType.INT64, text);
            case KEY_INSTANT -> Microseconds.of((Instant) ExactKey.of(ScalarType.TIMESTAMP, text));
            case INT32 -> whole(text).intValueExact();
            case INT64 -> whole(text).longValueExact();
            case FLOAT32 -> (float) number(text);
            case FLOAT64 -> number(text);
            case BOOL -> ExactKey.of(ScalarType.BOOL, text);
            case DATE -> (int) date(text).toEpochDay();
            case INSTANT -> InstantText.microseconds(text);
            case EPOCH_SECONDS, EPOCH_MILLIS, EPOCH_MICROS, EPOCH_NANOS ->
                EpochUnit.valueOf(name()).toMicroseconds(whole(text).longValueExact());
        };
    }

    private BigDecimal whole(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw refused(text, "a whole number");
        }
        BigDecimal number = new BigDecimal(text);
        try {
            number.longValueExact();
            return this == INT32 ? BigDecimal.valueOf(number.intValueExact()) : number;
        } catch (ArithmeticException e) {
            throw refused(text, this == INT32 ? "a whole number of 32 bits" : "a whole number of 64 bits");
        }
    }

    private double number(String text) {
        return switch (text) {
            case "NaN", "nan" -> Double.NaN;
            case "Inf", "inf", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Inf", "-inf", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                if (!NUMBER.matcher(text).matches()) {
                    throw refused(text, "a number");
                }
                yield Double.parseDouble(text);
            }
        };
    }

    private LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw refused(text, "a date such as 2026-05-01");
        }
    }

    private static IllegalArgumentException refused(String text, String expected) {
        return new IllegalArgumentException("'%s' is not %s".formatted(text, expected));
    }
}
