package dev.tidemark.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** A column of texts or bytes, written by Parquet's encoders, because most of its cost is in the bytes. */
final class BytesColumn {
    private final int ordinal;
    private final int defined;
    private final ColumnWriter writer;

    BytesColumn(int ordinal, ColumnDescriptor descriptor, ColumnWriter writer) {
        this.ordinal = ordinal;
        this.defined = descriptor.getMaxDefinitionLevel();
        this.writer = writer;
    }

    /** Adds the value of a row and returns its number of bytes. */
    int add(UnsafeRow row) {
        if (row.isNullAt(ordinal)) {
            writer.writeNull(0, 0);
            return 0;
        }
        byte[] bytes = row.getBinary(ordinal);
        writer.write(Binary.fromConstantByteArray(bytes), 0, defined);
        return bytes.length;
    }
}
