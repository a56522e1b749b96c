package dev.tidemark.pointintime.columnar;

import dev.tidemark.pointintime.row.RowShape;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * A column that is copied into the words of unsafe rows, in the form in which Spark's writer would put it there.
 * Immutable.
 */
final class TransposedColumn {
    private static final long LOW_INT = 0xffff_ffffL;

    private final Form form;
    private final int nullWord;
    private final long nullBit;
    private final int place;

    private enum Form {
        LONG,
        INTEGER,
        DOUBLE,
        FLOAT,
        SHORT,
        BYTE,
        FLAG,
        DECIMAL,
        OTHER
    }

    private TransposedColumn(DataType type, int column, int nullWords) {
        this.form = form(type);
        this.nullWord = column / Long.SIZE;
        this.nullBit = 1L << column;
        this.place = nullWords + column;
    }

    /** The columns of a row, in their order. */
    static TransposedColumn[] all(List<DataType> types) {
        int nullWords = RowShape.of(types).nullWords();
        return IntStream.range(0, types.size())
                .mapToObj(column -> new TransposedColumn(types.get(column), column, nullWords))
                .toArray(TransposedColumn[]::new);
    }

    static boolean canBe(DataType type) {
        return form(type) != Form.OTHER;
    }

    private static Form form(DataType type) {
        return switch (type) {
            case LongType any -> Form.LONG;
            case TimestampType any -> Form.LONG;
            case TimestampNTZType any -> Form.LONG;
            case IntegerType any -> Form.INTEGER;
            case DateType any -> Form.INTEGER;
            case DoubleType any -> Form.DOUBLE;
            case FloatType any -> Form.FLOAT;
            case ShortType any -> Form.SHORT;
            case ByteType any -> Form.BYTE;
            case BooleanType any -> Form.FLAG;
            case DecimalType decimal when decimal.precision() <= Decimal.MAX_LONG_DIGITS() -> Form.DECIMAL;
            default -> Form.OTHER;
        };
    }

    /**
     * Copies the values of some rows to the rows' places. The null bits are 0 before the first column is copied.
     *
     * @param wanted the rows' numbers among the values, of which the first {@code count} are valid
     */
    void put(ColumnVector values, int[] wanted, int count, RowPlaces places) {
        boolean hasNull = values.hasNull();
        if (hasNull) {
            markNulls(values, wanted, count, places);
        }
        switch (form) {
            case LONG -> putLongs(values, wanted, count, hasNull, places);
            case DOUBLE -> putDoubles(values, wanted, count, hasNull, places);
            case INTEGER -> putIntegers(values, wanted, count, hasNull, places);
            default -> putOthers(values, wanted, count, hasNull, places);
        }
    }

    private void markNulls(ColumnVector values, int[] wanted, int count, RowPlaces places) {
        for (int at = 0; at < count; at++) {
            if (values.isNullAt(wanted[at])) {
                places.words()[at][places.start(at) + nullWord] |= nullBit;
            }
        }
    }

    // One loop for each of the common forms, so that no value has to be asked for its form.

    private void putLongs(ColumnVector values, int[] wanted, int count, boolean hasNull, RowPlaces places) {
        long[][] words = places.words();
        int[] starts = places.starts();
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            words[at][starts[at] + place] = hasNull && values.isNullAt(row) ? 0 : values.getLong(row);
        }
    }

    private void putDoubles(ColumnVector values, int[] wanted, int count, boolean hasNull, RowPlaces places) {
        long[][] words = places.words();
        int[] starts = places.starts();
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            words[at][starts[at] + place] =
                    hasNull && values.isNullAt(row) ? 0 : Double.doubleToRawLongBits(values.getDouble(row));
        }
    }

    private void putIntegers(ColumnVector values, int[] wanted, int count, boolean hasNull, RowPlaces places) {
        long[][] words = places.words();
        int[] starts = places.starts();
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            words[at][starts[at] + place] = hasNull && values.isNullAt(row) ? 0 : values.getInt(row) & LOW_INT;
        }
    }

    private void putOthers(ColumnVector values, int[] wanted, int count, boolean hasNull, RowPlaces places) {
        long[][] words = places.words();
        int[] starts = places.starts();
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            words[at][starts[at] + place] = hasNull && values.isNullAt(row) ? 0 : word(values, row);
        }
    }

    private long word(ColumnVector values, int row) {
        return switch (form) {
            case FLOAT -> Float.floatToRawIntBits(values.getFloat(row)) & LOW_INT;
            case SHORT -> values.getShort(row) & 0xffffL;
            case BYTE -> values.getByte(row) & 0xffL;
            case FLAG -> values.getBoolean(row) ? 1 : 0;
            case DECIMAL -> unscaled(values, row);
            default -> throw new IllegalStateException("%s has a way of its own".formatted(form));
        };
    }

    private static long unscaled(ColumnVector values, int row) {
        DecimalType type = (DecimalType) values.dataType();
        return values.getDecimal(row, type.precision(), type.scale()).toUnscaledLong();
    }
}
