package dev.tidemark.pointintime.row;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.bitset.BitSetMethods;
import org.jspecify.annotations.Nullable;

/**
 * Joins a spine row and the chosen rows of all groups into one row by copying words: the cost is that of the bytes,
 * however many columns there are, and there is no generated code that could grow too long. The output row is reused and
 * may keep the features of a group from the row before; not thread-safe.
 */
public final class RowAssembler {
    private final int columns;
    private final int words;
    private final List<Part> parts = new ArrayList<>();
    private final UnsafeRow result;
    private final long[] nullsBefore;
    private byte[] bytes;
    private int length;

    /**
     * Some columns of an input row and their target in the output. If matches are shown, the column after them says
     * whether there was a row.
     */
    private record Part(
            int first, int count, int target, List<Integer> variable, int sourceWords, boolean tellsMatch) {}

    /**
     * Plans the rows.
     *
     * @param showMatches whether each group's features are followed by a BOOLEAN that says if a row was found
     */
    public RowAssembler(SpineLayout spine, List<GroupLayout> groups, boolean showMatches) {
        int target = add(0, spine.columns(), 0, false);
        for (GroupLayout group : groups) {
            target = add(group.firstFeature(), group.columns(), target, showMatches);
        }
        this.columns = target;
        this.words = UnsafeRow.calculateBitSetWidthInBytes(columns);
        this.result = new UnsafeRow(columns);
        this.nullsBefore = new long[words / Long.BYTES];
        this.bytes = new byte[words + 8 * columns + 256];
    }

    private int add(int first, List<DataType> types, int target, boolean tellsMatch) {
        List<Integer> variable = new ArrayList<>();
        for (int column = first; column < types.size(); column++) {
            if (!UnsafeRow.isFixedLength(types.get(column))) {
                variable.add(column);
            }
        }
        int count = types.size() - first;
        parts.add(new Part(
                first,
                count,
                target,
                List.copyOf(variable),
                UnsafeRow.calculateBitSetWidthInBytes(types.size()),
                tellsMatch));
        return target + count + (tellsMatch ? 1 : 0);
    }

    /** Starts a row with the spine's columns. */
    public void begin(UnsafeRow spine) {
        length = words + 8 * columns;
        for (int word = 0; word < nullsBefore.length; word++) {
            long offset = Platform.BYTE_ARRAY_OFFSET + 8L * word;
            nullsBefore[word] = Platform.getLong(bytes, offset);
            Platform.putLong(bytes, offset, 0);
        }
        copy(parts.getFirst(), spine);
    }

    /** Adds a group's features, nulls where no row was found. */
    public void add(int group, @Nullable UnsafeRow row) {
        Part part = parts.get(group + 1);
        if (row == null) {
            for (int column = part.target; column < part.target + part.count; column++) {
                setNull(column);
                putWord(column, 0);
            }
        } else {
            copy(part, row);
        }
        if (part.tellsMatch) {
            putWord(part.target + part.count, row == null ? 0 : 1);
        }
    }

    /** Returns whether a group's features may stay from the row before: all of them are words of fixed length. */
    public boolean canLeave(int group) {
        return parts.get(group + 1).variable.isEmpty();
    }

    /** Keeps the features of a group from the row before. */
    public void leave(int group) {
        Part part = parts.get(group + 1);
        int column = part.target;
        int end = column + part.count;
        while (column < end) {
            int word = column / Long.SIZE;
            int next = Math.min(end, (word + 1) * Long.SIZE);
            long ofPart = (-1L << column) & (-1L >>> -next);
            long offset = Platform.BYTE_ARRAY_OFFSET + 8L * word;
            Platform.putLong(bytes, offset, Platform.getLong(bytes, offset) | (nullsBefore[word] & ofPart));
            column = next;
        }
    }

    public UnsafeRow end() {
        result.pointTo(bytes, length);
        return result;
    }

    private void copy(Part part, UnsafeRow row) {
        Object base = row.getBaseObject();
        long offset = row.getBaseOffset();
        Platform.copyMemory(
                base,
                offset + part.sourceWords + 8L * part.first,
                bytes,
                Platform.BYTE_ARRAY_OFFSET + words + 8L * part.target,
                8L * part.count);
        copyNulls(part, base, offset);
        for (int column : part.variable) {
            copyVariable(part, row, column);
        }
    }

    /** Most rows have no nulls, so the null bits are compared a word at a time. */
    private void copyNulls(Part part, Object base, long offset) {
        for (int word = 0; word < part.sourceWords; word += 8) {
            long bits = Platform.getLong(base, offset + word);
            while (bits != 0) {
                int column = word * 8 + Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                if (column >= part.first) {
                    setNull(part.target + column - part.first);
                }
            }
        }
    }

    /** The word of a variable-length column holds the offset of its bytes in the row and their number. */
    private void copyVariable(Part part, UnsafeRow row, int column) {
        int target = part.target + column - part.first;
        long word = Platform.getLong(row.getBaseObject(), row.getBaseOffset() + part.sourceWords + 8L * column);
        int size = (int) word;
        int padded = (size + 7) & ~7;
        if (word == 0 || row.isNullAt(column)) {
            putWord(target, 0);
            return;
        }
        bytes = ByteArrays.grown(bytes, length + padded);
        Platform.copyMemory(
                row.getBaseObject(),
                row.getBaseOffset() + (word >>> 32),
                bytes,
                Platform.BYTE_ARRAY_OFFSET + length,
                padded);
        putWord(target, ((long) length << 32) | size);
        length += padded;
    }

    private void setNull(int column) {
        BitSetMethods.set(bytes, Platform.BYTE_ARRAY_OFFSET, column);
    }

    private void putWord(int column, long value) {
        Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + words + 8L * column, value);
    }
}
