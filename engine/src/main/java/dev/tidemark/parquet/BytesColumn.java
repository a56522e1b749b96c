package dev.tidemark.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** A column of texts or bytes, which Parquet's own encoders write: most of its cost is in the bytes. */
final class BytesColumn {
    private final int ordinal;
    private final int defined;
    private final ColumnWriter writer;

    BytesColumn(int ordinal, ColumnDescriptor descriptor, ColumnWriter writer) {
        this.ordinal = ordinal;
        this.defined = descriptor.getMaxDefinitionLevel();
        this.writer = writer;
    }

    void add(UnsafeRow row) {
        if (row.isNullAt(ordinal)) {
            writer.writeNull(0, 0);
        } else {
            writer.write(Binary.fromConstantByteArray(row.getBinary(ordinal)), 0, defined);
        }
    }
}
