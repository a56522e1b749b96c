package dev.tidemark.cli.option;

import dev.tidemark.files.FileKind;
import dev.tidemark.tables.TableName;
import dev.tidemark.time.Microseconds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parsers of options that picocli does not read itself. */
public final class Texts {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(s|m|h|d)");

    private Texts() {}

    /**
     * Reads an instant by the rule of files and streams: a date, which means its first instant in UTC, or a date and a
     * time.
     */
    public static final class InstantText implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Microseconds.toInstant(dev.tidemark.time.InstantText.microseconds(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "Invalid instant '%s': expected a date or an instant such as 2026-05-01T06:00:00Z"
                                .formatted(text));
            }
        }
    }

    /** Reads a number and a unit: {@code 30s}, {@code 15m}, {@code 6h}, {@code 7d}. */
    public static final class DurationText implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new TypeConversionException(
                        "Invalid duration '%s': expected a number and a unit such as 6h, 1d or 7d".formatted(text));
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }

    /** Reads the greatest number of rows to show; 0 for all. */
    public static final class LimitText implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("\\d{1,9}")) {
                throw new TypeConversionException(
                        "Invalid limit '%s': expected a number of rows, or 0 for all".formatted(text));
            }
            return Integer.valueOf(text);
        }
    }

    /** Reads the kind of a file, in lower case. */
    public static final class FormatText implements ITypeConverter<FileKind>, Iterable<String> {
        @Override
        public FileKind convert(String text) {
            try {
                return FileKind.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("Invalid format '%s': expected csv, parquet or json".formatted(text));
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FileKind.values())
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    /** Reads the name of a table in the catalog. */
    public static final class TableText implements ITypeConverter<TableName> {
        @Override
        public TableName convert(String text) {
            try {
                return TableName.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads columns with their types, in the syntax of CREATE TABLE. */
    public static final class ColumnTypesText implements ITypeConverter<StructType> {
        private static final String KNOWN =
                "INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p, s), BOOLEAN, DATE, TIMESTAMP or STRING";
        private static final Set<DataType> TYPES = Set.of(
                DataTypes.IntegerType,
                DataTypes.LongType,
                DataTypes.FloatType,
                DataTypes.DoubleType,
                DataTypes.BooleanType,
                DataTypes.DateType,
                DataTypes.TimestampType,
                DataTypes.StringType);

        @Override
        public StructType convert(String text) {
            StructType types;
            try {
                types = StructType.fromDDL(text);
            } catch (RuntimeException e) {
                throw new TypeConversionException(
                        "Invalid types '%s': expected names and types such as \"customer_id BIGINT, paid_at TIMESTAMP\""
                                .formatted(text));
            }
            for (StructField field : types.fields()) {
                if (!TYPES.contains(field.dataType()) && !(field.dataType() instanceof DecimalType)) {
                    throw new TypeConversionException("Invalid type %s of column '%s': expected %s"
                            .formatted(field.dataType().sql(), field.name(), KNOWN));
                }
            }
            return types;
        }
    }
}
