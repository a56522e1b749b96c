package dev.tidemark.tables;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The first rows of a query.
 *
 * @param columns their names
 * @param rows values in JSON's types: null, boolean, number, text, list or map
 * @param isCut whether there are more rows
 */
public record QueryResult(List<String> columns, List<List<@Nullable Object>> rows, boolean isCut) {
    public QueryResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Runs a query.
     *
     * @param limit the greatest number of rows, 0 for all
     */
    public static QueryResult of(Dataset<Row> query, int limit) {
        List<Row> found =
                limit == 0 ? query.collectAsList() : query.limit(limit + 1).collectAsList();
        boolean isCut = limit > 0 && found.size() > limit;
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Row row : isCut ? found.subList(0, limit) : found) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int column = 0; column < row.length(); column++) {
                values.add(plain(row.get(column)));
            }
            rows.add(values);
        }
        return new QueryResult(List.of(query.columns()), rows, isCut);
    }

    /** Returns the rows as maps by column. */
    public List<Map<String, @Nullable Object>> records() {
        requireDifferentNames();
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                record.put(columns.get(column), row.get(column));
            }
            records.add(record);
        }
        return records;
    }

    private void requireDifferentNames() {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Two columns are named '%s', and an object of JSON has one; name one of them with AS"
                                .formatted(column));
            }
        }
    }

    /** Returns the rows as lines of CSV after a header; values with line breaks are quoted. */
    public List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add(line(columns));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private static String line(List<? extends @Nullable Object> values) {
        List<String> fields = new ArrayList<>();
        for (Object value : values) {
            fields.add(value == null ? "" : quoted(value.toString(), value instanceof String));
        }
        return String.join(",", fields);
    }

    /** An empty text is quoted, because an empty field is null. */
    private static String quoted(String text, boolean mayBeEmpty) {
        boolean plain = text.chars().noneMatch(sign -> sign == ',' || sign == '"' || sign == '\n' || sign == '\r');
        return plain && !(mayBeEmpty && text.isEmpty()) ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Double number when !Double.isFinite(number) -> number.toString();
            case Float number when !Float.isFinite(number) -> number.toString();
            case BigDecimal number -> number;
            case Number number -> number;
            case Timestamp time -> time.toInstant().toString();
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case Row row -> struct(row);
            case scala.collection.Map<?, ?> map -> map(CollectionConverters.asJava(map));
            case Map<?, ?> map -> map(map);
            case scala.collection.Seq<?> list -> list(CollectionConverters.asJava(list));
            case Collection<?> list -> list(list);
            default -> value.toString();
        };
    }

    private static Map<String, @Nullable Object> struct(Row row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int field = 0; field < row.length(); field++) {
            fields.put(row.schema().fieldNames()[field], plain(row.get(field)));
        }
        return fields;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(String.valueOf(key), plain(value)));
        return plain;
    }

    private static List<@Nullable Object> list(Collection<?> list) {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(item -> plain.add(plain(item)));
        return plain;
    }
}
