package dev.tidemark.files;

import static org.apache.spark.sql.functions.lit;

import dev.tidemark.schema.Columns;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV files of which some columns have declared types.
 *
 * @param subject that the files belong to, for messages
 * @param known declared types, by column
 * @param required columns that no file of a folder may lack if another has them, null for all
 * @param inferred selects the columns without a declared type that get the narrowest type of all their texts; others
 *     stay text
 * @param rejects the folder for broken lines, null if the first one stops the reading
 */
public record CsvReading(
        LiteralPath path,
        String subject,
        Map<String, CsvType> known,
        @Nullable Set<String> required,
        Predicate<String> inferred,
        @Nullable RejectFolder rejects) {

    /**
     * Opens the files. Reads their headers, and all rows if types are to be inferred.
     *
     * @param emptyIsVoid whether an inferred column without any text has the type VOID, which fits everywhere, or else
     *     is text
     */
    public Dataset<Row> open(SparkSession spark, boolean emptyIsVoid) {
        if (rejects != null) {
            rejects.requireOutside(path, subject, spark.sessionState().newHadoopConf());
        }
        Dataset<Row> files = load(spark, known, null);
        Set<String> folders = PartitionColumns.of(files);
        List<String> unknown = Arrays.stream(files.schema().fieldNames())
                .filter(name -> !known.containsKey(name) && !folders.contains(name) && inferred.test(name))
                .toList();
        Map<String, CsvType> types = new TreeMap<>(known);
        if (!unknown.isEmpty()) {
            types.putAll(ColumnTypes.of(files, unknown));
        }
        folders.retainAll(known.keySet());
        Dataset<Row> typed = types.size() == known.size() && folders.isEmpty()
                ? files
                : load(spark, types, schema(files.schema(), types, folders));
        Set<String> empty = new HashSet<>(unknown);
        empty.removeAll(types.keySet());
        return emptyIsVoid && !empty.isEmpty() ? withVoid(typed, empty) : typed;
    }

    private Dataset<Row> load(SparkSession spark, Map<String, CsvType> types, @Nullable StructType schema) {
        CsvOptions options = new CsvOptions(
                subject, types, required == null ? List.of() : List.copyOf(required), required == null, rejects);
        DataFrameReader reader = spark.read().format(CsvFormat.class.getName()).options(options.asOptions());
        return path.load(spark, schema == null ? reader : reader.schema(schema));
    }

    private static StructType schema(StructType files, Map<String, CsvType> types, Set<String> textFolders) {
        Map<String, CsvType> contents = new HashMap<>(types);
        contents.keySet().removeAll(textFolders);
        StructType schema = new StructType();
        for (StructField field : PartitionColumns.asText(files, textFolders).fields()) {
            CsvType type = contents.get(field.name());
            schema = type == null ? schema.add(field) : schema.add(field.name(), type.dataType());
        }
        return schema;
    }

    private static Dataset<Row> withVoid(Dataset<Row> rows, Set<String> empty) {
        return rows.select(Arrays.stream(rows.columns())
                .map(name -> empty.contains(name) ? lit(null).as(name) : Columns.named(name))
                .toArray(Column[]::new));
    }
}
