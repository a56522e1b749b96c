package dev.tidemark.pointintime.row;

import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;

/** Rows that are computed one at a time, when the caller asks for the next. A row is valid until the next one. */
public abstract class AdvancingRows extends AbstractIterator<InternalRow> {
    private @Nullable UnsafeRow next;

    /** Computes the next row, null at the end. Is not called again before that row has been taken. */
    protected abstract @Nullable UnsafeRow advance();

    @Override
    public final boolean hasNext() {
        if (next == null) {
            next = advance();
        }
        return next != null;
    }

    @Override
    public final InternalRow next() {
        UnsafeRow row = hasNext() ? next : null;
        if (row == null) {
            throw new NoSuchElementException("no row is left");
        }
        next = null;
        return row;
    }
}
