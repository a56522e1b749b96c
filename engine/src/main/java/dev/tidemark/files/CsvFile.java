package dev.tidemark.files;

import dev.tidemark.schema.Columns;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * An open CSV file: its header, then its records, each with as many fields as the header. A file's name tells how it is
 * compressed.
 */
final class CsvFile implements Closeable {
    private final InputStream content;
    private final CsvRecords records;
    private final List<String> header;

    private CsvFile(InputStream content, CsvRecords records, List<String> header) {
        this.content = content;
        this.records = records;
        this.header = header;
    }

    static CsvFile open(Path path, Configuration configuration) throws IOException {
        InputStream content =
                new BufferedInputStream(path.getFileSystem(configuration).open(path), 65_536);
        try {
            CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
            InputStream plain = codec == null ? content : codec.createInputStream(content);
            CsvRecords records = new CsvRecords(new InputStreamReader(
                    plain,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)));
            return new CsvFile(plain, records, header(records));
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }

    /**
     * Reads the columns; none if the file is empty. A column without a name is called by its position, from 0 on:
     * {@code _c0}.
     */
    private static List<String> header(CsvRecords records) throws IOException {
        List<@Nullable String> fields = records.next();
        List<String> names = new ArrayList<>();
        if (fields == null) {
            return names;
        }
        Set<String> seen = new HashSet<>();
        for (String field : fields) {
            String name = field == null || field.isEmpty() ? "_c" + names.size() : field;
            if (!seen.add(Columns.caseless(name))) {
                throw new CsvException(
                        records.line(), "the header names column '%s' twice; give one another name".formatted(name));
            }
            names.add(name);
        }
        return names;
    }

    List<String> header() {
        return header;
    }

    long line() {
        return records.line();
    }

    /**
     * Returns the fields of the next record; null at the end.
     *
     * @throws BrokenLineException for a record with another number of fields than the header; the next one can be read
     */
    @Nullable
    List<@Nullable String> next() throws IOException {
        List<@Nullable String> fields = records.next();
        if (fields != null && fields.size() != header.size()) {
            throw new BrokenLineException(
                    records.line(),
                    "%d fields, but the header has %d; quote fields that hold commas or line breaks"
                            .formatted(fields.size(), header.size()),
                    fields);
        }
        return fields;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
