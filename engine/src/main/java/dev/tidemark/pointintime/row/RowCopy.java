package dev.tidemark.pointintime.row;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;

/** A copy of one row, in memory that is reused. */
public final class RowCopy {
    private final UnsafeRow row;
    private byte[] bytes = new byte[256];
    private boolean present;

    public RowCopy(int columns) {
        this.row = new UnsafeRow(columns);
    }

    public void hold(UnsafeRow other) {
        int length = other.getSizeInBytes();
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        Platform.copyMemory(other.getBaseObject(), other.getBaseOffset(), bytes, Platform.BYTE_ARRAY_OFFSET, length);
        row.pointTo(bytes, length);
        present = true;
    }

    public void release() {
        present = false;
    }

    @Nullable
    public UnsafeRow row() {
        return present ? row : null;
    }
}
