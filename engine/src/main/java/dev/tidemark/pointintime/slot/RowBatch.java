package dev.tidemark.pointintime.slot;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** Some rows that lie in one block, so that what is done to each can be done to all, a step at a time. */
final class RowBatch {
    /** As many waits for memory as a processor can have open at once, some times over, and few enough that the rows stay near. */
    static final int MOST = 64;

    private final long[] offsets = new long[MOST];
    private @Nullable Object base;
    private int size;

    int size() {
        return size;
    }

    void begin(@Nullable Object newBase) {
        base = newBase;
        size = 0;
    }

    boolean isFull() {
        return size == MOST;
    }

    /** Adds a row by where its length stands. */
    void add(long offset) {
        offsets[size++] = offset;
    }

    /** Makes a row point to one of these. */
    void point(UnsafeRow row, int at) {
        long offset = offsets[at];
        row.pointTo(base, offset + RowBlock.HEADER, (int) Platform.getLong(base, offset));
    }
}
