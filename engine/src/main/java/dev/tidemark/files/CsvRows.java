package dev.tidemark.files;

import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/** The wanted columns of a CSV file as rows. One thread at a time. */
final class CsvRows implements Iterator<InternalRow> {
    private final CsvFile file;
    private final String path;
    private final String subject;
    private final List<String> columns;
    private final CsvType[] types;
    private final int[] positions;
    private @Nullable List<@Nullable String> next;
    private boolean looked;

    /**
     * Reads columns by their names in the file's own header; one that the file lacks is null.
     *
     * @param subject whose file it is, for messages
     */
    CsvRows(CsvFile file, String path, String subject, List<String> columns, List<CsvType> types) {
        this.file = file;
        this.path = path;
        this.subject = subject;
        this.columns = columns;
        this.types = types.toArray(CsvType[]::new);
        this.positions = columns.stream().mapToInt(file.header()::indexOf).toArray();
    }

    @Override
    public boolean hasNext() {
        if (!looked) {
            try {
                next = file.next();
            } catch (IOException e) {
                throw CsvFormat.unreadable(subject, path, e);
            }
            looked = true;
        }
        return next != null;
    }

    @Override
    public InternalRow next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        looked = false;
        @Nullable Object[] values = new Object[positions.length];
        for (int column = 0; column < values.length; column++) {
            String text = positions[column] < 0 ? null : next.get(positions[column]);
            values[column] = text == null ? null : value(column, text);
        }
        return new GenericInternalRow(values);
    }

    private @Nullable Object value(int column, String text) throws FeatureStoreException {
        try {
            return types[column].read(text);
        } catch (IllegalArgumentException e) {
            throw CsvFormat.unreadable(
                    subject,
                    path,
                    new CsvException(file.line(), "column '%s': %s".formatted(columns.get(column), e.getMessage())));
        }
    }
}
