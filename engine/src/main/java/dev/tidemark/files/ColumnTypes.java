package dev.tidemark.files;

import dev.tidemark.schema.Columns;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Finds the narrowest types of text columns, in one pass over all rows. */
final class ColumnTypes {
    private ColumnTypes() {}

    /** Returns the types by column, without columns that hold no text at all. */
    static Map<String, CsvType> of(Dataset<Row> texts, List<String> columns) {
        int width = columns.size();
        MapPartitionsFunction<Row, String> fold = rows -> Stream.of(fold(rows, width))
                .map(type -> type == null ? "" : type.name())
                .collect(Collectors.collectingAndThen(Collectors.joining(","), Stream::of))
                .iterator();
        Map<String, CsvType> found = new HashMap<>();
        for (String part : texts.select(columns.stream().map(Columns::named).toArray(Column[]::new))
                .mapPartitions(fold, Encoders.STRING())
                .collectAsList()) {
            String[] types = part.split(",", -1);
            for (int column = 0; column < width; column++) {
                if (!types[column].isEmpty()) {
                    found.merge(columns.get(column), CsvType.valueOf(types[column]), InferredType::widest);
                }
            }
        }
        return found;
    }

    private static @Nullable CsvType[] fold(Iterator<Row> rows, int width) {
        @Nullable CsvType[] types = new CsvType[width];
        rows.forEachRemaining(row -> {
            for (int column = 0; column < width; column++) {
                String text = row.isNullAt(column) ? "" : row.getString(column);
                types[column] = text.isEmpty() ? types[column] : InferredType.with(types[column], text);
            }
        });
        return types;
    }
}
