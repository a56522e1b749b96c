package dev.tidemark.pointintime.row;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * The join keys of a row as bytes that are equal exactly where the keys are: whole numbers of any width as eight bytes,
 * texts and bytes after their length. One instance is used for many rows; not thread-safe.
 */
public final class EntityBytes {
    /**
     * Differs from the seed of Spark's partitioning: under that one, the hashes of all entities of a partition agree
     * modulo the number of partitions.
     */
    private static final int SEED = 0x71de3a2c;

    private final int[] ordinals;
    private final Form[] forms;
    private final boolean isWord;
    private byte[] bytes = new byte[64];
    private int length;

    private enum Form {
        FLAG,
        INTEGER,
        LONG,
        VARIABLE
    }

    /**
     * Plans how keys are read.
     *
     * @param ordinals the positions of the keys in a row
     * @param columns the type of each column of a row
     */
    public EntityBytes(List<Integer> ordinals, List<DataType> columns) {
        this.ordinals = ordinals.stream().mapToInt(Integer::intValue).toArray();
        this.forms = ordinals.stream().map(columns::get).map(EntityBytes::form).toArray(Form[]::new);
        this.isWord = forms.length == 1 && forms[0] != Form.VARIABLE;
    }

    private static Form form(DataType type) {
        if (type instanceof BooleanType) {
            return Form.FLAG;
        }
        if (type instanceof IntegerType) {
            return Form.INTEGER;
        }
        return UnsafeRow.isFixedLength(type) ? Form.LONG : Form.VARIABLE;
    }

    /** Reads the keys of a row. Returns false if one of them is null. */
    public boolean read(UnsafeRow row) {
        length = 0;
        for (int key = 0; key < ordinals.length; key++) {
            int ordinal = ordinals[key];
            if (row.isNullAt(ordinal)) {
                return false;
            }
            switch (forms[key]) {
                case FLAG -> put(row.getBoolean(ordinal) ? 1 : 0);
                case INTEGER -> put(row.getInt(ordinal));
                case LONG -> put(row.getLong(ordinal));
                case VARIABLE -> put(row, row.getLong(ordinal));
            }
        }
        return true;
    }

    private void put(long value) {
        require(8);
        Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + length, value);
        length += 8;
    }

    /** The word of a variable-length field holds its offset in the row and its size. */
    private void put(UnsafeRow row, long offsetAndSize) {
        int size = (int) offsetAndSize;
        put(size);
        int padded = (size + 7) & ~7;
        require(padded);
        if (padded > 0) {
            Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + length + padded - 8, 0);
        }
        Platform.copyMemory(
                row.getBaseObject(),
                row.getBaseOffset() + (offsetAndSize >>> 32),
                bytes,
                Platform.BYTE_ARRAY_OFFSET + length,
                size);
        length += padded;
    }

    private void require(int more) {
        bytes = ByteArrays.grown(bytes, length + more);
    }

    public int hash() {
        return isWord ? hash(word()) : Murmur3_x86_32.hashUnsafeWords(bytes, Platform.BYTE_ARRAY_OFFSET, length, SEED);
    }

    /** The hash of keys that are one word. */
    public static int hash(long word) {
        return Murmur3_x86_32.hashLong(word, SEED);
    }

    public void copyTo(long[] words, int from) {
        Platform.copyMemory(bytes, Platform.BYTE_ARRAY_OFFSET, words, Platform.LONG_ARRAY_OFFSET + 8L * from, length);
    }

    /** Takes over keys that were read elsewhere. */
    public void take(long[] words, int from, int count) {
        length = 0;
        require(8 * count);
        length = 8 * count;
        Platform.copyMemory(words, Platform.LONG_ARRAY_OFFSET + 8L * from, bytes, Platform.BYTE_ARRAY_OFFSET, length);
    }

    /** Returns whether the keys of all rows are one word, which {@link #word} then gives. */
    public boolean isWord() {
        return isWord;
    }

    public long word() {
        return Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public boolean isAt(Object base, long offset, int otherLength) {
        if (length != otherLength) {
            return false;
        }
        for (int at = 0; at < length; at += 8) {
            if (Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET + at) != Platform.getLong(base, offset + at)) {
                return false;
            }
        }
        return true;
    }
}
