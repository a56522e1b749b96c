package dev.tidemark.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/** The requested columns of a CSV file as rows. Not thread-safe. */
final class CsvRows implements Iterator<InternalRow> {
    private final CsvFile file;
    private final String path;
    private final String subject;
    private final List<CsvColumn> wanted;
    private final List<CsvColumn> checked;
    private final @Nullable RejectFile rejects;
    private @Nullable InternalRow next;
    private boolean looked;

    /**
     * Reads columns by their names in the file's header; a column that the file lacks is null.
     *
     * @param path of the file, as Spark names it
     * @param columns the requested ones, in this order
     * @param rejects takes the broken lines, null if the first one is a failure. If it is given, all typed columns are
     *     parsed, so that a line is broken or not whichever columns are requested
     */
    CsvRows(CsvFile file, String path, CsvOptions options, List<String> columns, @Nullable RejectFile rejects) {
        this.file = file;
        this.path = path;
        this.subject = options.subject();
        this.rejects = rejects;
        this.wanted = columns.stream()
                .map(name -> CsvColumn.of(name, file.header(), options))
                .toList();
        this.checked = rejects == null
                ? List.of()
                : options.types().keySet().stream()
                        .filter(name -> !columns.contains(name) && file.header().contains(name))
                        .map(name -> CsvColumn.of(name, file.header(), options))
                        .toList();
    }

    @Override
    public boolean hasNext() {
        if (!looked) {
            try {
                next = rejects == null ? row() : unbroken(rejects);
            } catch (IOException e) {
                throw new SourceFile(path).unreadable(subject, e);
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
        return next;
    }

    private @Nullable InternalRow unbroken(RejectFile broken) throws IOException {
        while (true) {
            try {
                InternalRow row = row();
                if (row == null) {
                    broken.publish();
                }
                return row;
            } catch (BrokenLineException e) {
                broken.add(e);
            }
        }
    }

    private @Nullable InternalRow row() throws IOException {
        List<@Nullable String> fields = file.next();
        if (fields == null) {
            return null;
        }
        @Nullable Object[] values = new Object[wanted.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = value(wanted.get(column), fields);
        }
        for (CsvColumn column : checked) {
            value(column, fields);
        }
        return new GenericInternalRow(values);
    }

    private @Nullable Object value(CsvColumn column, List<@Nullable String> fields) throws BrokenLineException {
        try {
            return column.of(fields);
        } catch (IllegalArgumentException e) {
            throw new BrokenLineException(
                    file.line(), "column '%s': %s".formatted(column.name(), e.getMessage()), new ArrayList<>(fields));
        }
    }
}
