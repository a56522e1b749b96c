package dev.tidemark.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a CSV file.
 *
 * @param position in the file's records, negative if the file lacks it
 */
record CsvColumn(String name, int position, CsvType type) {
    static CsvColumn of(String name, List<String> header, CsvOptions options) {
        return new CsvColumn(name, header.indexOf(name), options.typeOf(name));
    }

    /**
     * Returns the column's value in a record.
     *
     * @throws IllegalArgumentException if the text is not of the column's type
     */
    @Nullable
    Object of(List<@Nullable String> fields) {
        String text = position < 0 ? null : fields.get(position);
        return text == null ? null : type.read(text);
    }
}
