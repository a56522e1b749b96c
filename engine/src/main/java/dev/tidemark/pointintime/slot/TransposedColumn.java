package dev.tidemark.pointintime.slot;

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
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.bitset.BitSetMethods;

/** A column on its way into unsafe rows that lie side by side, as the words that Spark's own writer of them puts there. Not thread-safe. */
final class TransposedColumn {
    private static final long LOW_INT = 0xffff_ffffL;

    private final Form form;
    private final int column;
    private final byte[] rows;
    private final int rowBytes;
    private final long place;

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

    /**
     * Plans the way.
     *
     * @param column its number in the rows
     * @param rows what they lie in, from the start on
     * @param rowBytes how long each is
     * @param nullBytes how many of these come before the columns' words
     */
    TransposedColumn(DataType type, int column, byte[] rows, int rowBytes, int nullBytes) {
        this.form = form(type);
        this.column = column;
        this.rows = rows;
        this.rowBytes = rowBytes;
        this.place = (long) Platform.BYTE_ARRAY_OFFSET + nullBytes + (long) column * Long.BYTES;
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

    /** Puts the values of some rows of a batch into as many rows, from the first on. */
    void put(ColumnVector values, int[] wanted, int count) {
        boolean hasNull = values.hasNull();
        if (hasNull) {
            markNulls(values, wanted, count);
        }
        switch (form) {
            case LONG -> putLongs(values, wanted, count, hasNull);
            case DOUBLE -> putDoubles(values, wanted, count, hasNull);
            case INTEGER -> putIntegers(values, wanted, count, hasNull);
            default -> putOthers(values, wanted, count, hasNull);
        }
    }

    private void markNulls(ColumnVector values, int[] wanted, int count) {
        for (int at = 0; at < count; at++) {
            if (values.isNullAt(wanted[at])) {
                BitSetMethods.set(rows, Platform.BYTE_ARRAY_OFFSET + (long) at * rowBytes, column);
            }
        }
    }

    // A loop for each of the common forms: what is done for every value of a table must not ask for its form each time.

    private void putLongs(ColumnVector values, int[] wanted, int count, boolean hasNull) {
        long target = place;
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            Platform.putLong(rows, target, hasNull && values.isNullAt(row) ? 0 : values.getLong(row));
            target += rowBytes;
        }
    }

    private void putDoubles(ColumnVector values, int[] wanted, int count, boolean hasNull) {
        long target = place;
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            Platform.putDouble(rows, target, hasNull && values.isNullAt(row) ? 0 : values.getDouble(row));
            target += rowBytes;
        }
    }

    private void putIntegers(ColumnVector values, int[] wanted, int count, boolean hasNull) {
        long target = place;
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            Platform.putLong(rows, target, hasNull && values.isNullAt(row) ? 0 : values.getInt(row) & LOW_INT);
            target += rowBytes;
        }
    }

    private void putOthers(ColumnVector values, int[] wanted, int count, boolean hasNull) {
        long target = place;
        for (int at = 0; at < count; at++) {
            int row = wanted[at];
            Platform.putLong(rows, target, hasNull && values.isNullAt(row) ? 0 : word(values, row));
            target += rowBytes;
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
