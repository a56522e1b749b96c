package dev.tidemark.pointintime.block;

import dev.tidemark.pointintime.row.ByteArrays;
import dev.tidemark.pointintime.row.RowShape;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Rows that are gathered for one task: their words, row after row, and their tails, one after another. Not thread-safe.
 */
public final class RowBlock {
    private static final int SMALLEST = 128;

    private final RowShape shape;
    private final int wordsPerRow;
    private long[] words = new long[SMALLEST];
    private byte[] tails = new byte[0];
    private int rows;
    private int tailBytes;

    RowBlock(RowShape shape) {
        this.shape = shape;
        this.wordsPerRow = shape.wordsInBlock();
    }

    int rows() {
        return rows;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    /** Returns whether one more row of a size would make the block longer than a limit in bytes. */
    boolean isFullFor(int bytesOfNext, int most) {
        return rows > 0 && (long) rows * wordsPerRow * Long.BYTES + tailBytes + bytesOfNext > most;
    }

    /** Adds a copy of a row. */
    void add(UnsafeRow next) {
        int start = room();
        Platform.copyMemory(
                next.getBaseObject(),
                next.getBaseOffset(),
                words,
                Platform.LONG_ARRAY_OFFSET + 8L * start,
                shape.bytes());
        if (shape.hasTail()) {
            words[start + shape.words()] = addTail(next);
        }
        rows++;
    }

    /** Adds a row without a tail and without nulls, to be filled in; returns its position in {@link #words}. */
    public int addPlace() {
        int start = room();
        for (int word = start; word < start + shape.nullWords(); word++) {
            words[word] = 0;
        }
        rows++;
        return start;
    }

    private int room() {
        int start = rows * wordsPerRow;
        if (start + wordsPerRow > words.length) {
            words = Arrays.copyOf(words, Math.max(start + wordsPerRow, words.length * 2));
        }
        return start;
    }

    private int addTail(UnsafeRow next) {
        int length = next.getSizeInBytes() - shape.bytes();
        int end = Math.addExact(tailBytes, length);
        tails = ByteArrays.grown(tails, end);
        Platform.copyMemory(
                next.getBaseObject(),
                next.getBaseOffset() + shape.bytes(),
                tails,
                Platform.BYTE_ARRAY_OFFSET + tailBytes,
                length);
        tailBytes = end;
        return length;
    }

    void clear() {
        rows = 0;
        tailBytes = 0;
    }

    /** The words, row after row; valid until a row is added. */
    public long[] words() {
        return words;
    }

    /** The tails of all rows; valid until a row is added. */
    byte[] tails() {
        return tails;
    }

    int tailBytes() {
        return tailBytes;
    }
}
