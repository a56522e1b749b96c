package dev.tidemark.pointintime.row;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Spark's rows as unsafe rows. Nearly all operators give unsafe rows; others are converted. A row is valid until the
 * next one.
 */
public final class UnsafeRows implements Iterator<UnsafeRow> {
    private final scala.collection.Iterator<InternalRow> rows;
    private final List<DataType> columns;
    private @Nullable UnsafeProjection projection;

    public UnsafeRows(scala.collection.Iterator<InternalRow> rows, List<DataType> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public UnsafeRow next() {
        if (!rows.hasNext()) {
            throw new NoSuchElementException("no row is left");
        }
        InternalRow row = rows.next();
        if (row instanceof UnsafeRow unsafe) {
            return unsafe;
        }
        if (projection == null) {
            projection = UnsafeProjection$.MODULE$.create(columns.toArray(DataType[]::new));
        }
        return projection.apply(row);
    }
}
