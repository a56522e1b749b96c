package dev.tidemark.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.bitset.BitSetMethods;

/**
 * A column of numbers, instants or booleans. A page's values are gathered as words, whatever their type, and encoded in
 * one loop. That saves a call per value, and a dictionary is abandoned before it has cost much.
 */
final class FixedWidthColumn {
    private static final int SMALLEST = 1 << 10;

    private final int ordinal;
    private final long fieldOffset;
    private final int shift;
    private final ColumnDescriptor descriptor;
    private final ColumnForm form;
    private final PageWriter pages;
    private final PageBytes page;
    private final boolean isOptional;
    private final WordDictionary dictionary;
    private long[] words = new long[SMALLEST];
    private final byte[] nulls;
    private int rows;
    private int present;

    FixedWidthColumn(FileLayout layout, int ordinal, PageWriter pages, PageBytes page) {
        int columns = layout.schema().getFieldCount();
        this.ordinal = ordinal;
        this.fieldOffset = UnsafeRow.calculateBitSetWidthInBytes(columns) + 8L * ordinal;
        this.descriptor = layout.column(ordinal);
        this.form = layout.form(ordinal);
        this.shift = Long.SIZE - form.bits();
        this.pages = pages;
        this.page = page;
        this.isOptional = descriptor.getMaxDefinitionLevel() > 0;
        this.nulls = new byte[(layout.pageRows() + 7) / 8];
        boolean isWanted = form.physical() != PrimitiveTypeName.BOOLEAN
                && layout.properties().isDictionaryEnabled(descriptor);
        this.dictionary = new WordDictionary(
                isWanted ? layout.properties().getDictionaryPageSizeThreshold() / bytesPerValue() : 0);
    }

    private int bytesPerValue() {
        return switch (form.physical()) {
            case INT32, FLOAT -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    /** Adds the values of rows of equal length that are adjacent in memory; the page must have room for them. */
    void add(byte[] of, int rowBytes, int count) {
        if (present + count > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, present + count));
        }
        long[] target = words;
        int end = present;
        for (int at = 0; at < count; at++) {
            long row = (long) Platform.BYTE_ARRAY_OFFSET + (long) at * rowBytes;
            if (BitSetMethods.isSet(of, row, ordinal)) {
                nulls[(rows + at) >>> 3] |= (byte) (1 << ((rows + at) & 7));
            } else {
                // The bits above a short value belong to another value.
                target[end++] = (Platform.getLong(of, row + fieldOffset) << shift) >> shift;
            }
        }
        present = end;
        rows += count;
    }

    void endPage() throws IOException {
        page.clear();
        if (isOptional) {
            putDefinitionLevels();
        } else if (present < rows) {
            throw new IOException("Column %s is null in %,d of %,d rows, but declared never to be"
                    .formatted(String.join(".", descriptor.getPath()), rows - present, rows));
        }
        Encoding encoding = putValues();
        pages.writePage(
                page.input(),
                rows,
                rows,
                WordStatistics.of(descriptor.getPrimitiveType(), words, present, rows - present),
                Encoding.RLE,
                Encoding.RLE,
                encoding);
        if (present < rows) {
            Arrays.fill(nulls, (byte) 0);
        }
        rows = 0;
        present = 0;
    }

    private void putDefinitionLevels() {
        if (present == rows) {
            page.putLevels(rows, 1);
        } else if (present == 0) {
            page.putLevels(rows, 0);
        } else {
            page.putLevelsExcept(nulls, rows);
        }
    }

    private Encoding putValues() {
        if (dictionary.isOpen() && present > 0) {
            // A dictionary that does not halve the first page will not help on later pages.
            int most = dictionary.isEmpty() ? present / 2 : Integer.MAX_VALUE;
            int[] numbers = dictionary.numbers(words, present, most);
            if (numbers != null) {
                page.putNumbers(numbers, present, dictionary.size() - 1);
                return Encoding.RLE_DICTIONARY;
            }
        }
        putPlain(words, present);
        return Encoding.PLAIN;
    }

    private void putPlain(long[] values, int count) {
        switch (form.physical()) {
            case BOOLEAN -> page.putFlags(values, count);
            case INT32, FLOAT -> page.putInts(values, count);
            default -> page.putLongs(values, count);
        }
    }

    /** Ends the column in this row group, after its last page. */
    void end() throws IOException {
        if (!dictionary.isEmpty()) {
            page.clear();
            putPlain(dictionary.words(), dictionary.size());
            pages.writeDictionaryPage(new DictionaryPage(page.input(), dictionary.size(), Encoding.PLAIN));
        }
    }
}
