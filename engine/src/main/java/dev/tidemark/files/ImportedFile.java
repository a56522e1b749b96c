package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.files.ImportedColumn.Reason;
import dev.tidemark.schema.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A user's file as the rows of a table: each column has the narrowest type of all its values, or a type that the user
 * declares. Files from pandas are recognised: their index is dropped, and whole numbers stay whole if some are missing.
 */
public final class ImportedFile {
    /** The names that pandas and Spark give an index without a name; the first is for a CSV header without one. */
    private static final Set<String> INDEXES = Set.of("_c0", "Unnamed: 0", "__index_level_0__");

    private static final String SUBJECT = "the import";

    private final SparkSession spark;
    private final LiteralPath path;
    private final StructType wanted;
    private final Reason wantedBy;
    private final List<ImportedColumn> columns = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private Dataset<Row> rows;

    private ImportedFile(SparkSession spark, LiteralPath path, FileKind kind, StructType wanted, Reason wantedBy) {
        this.spark = spark;
        this.path = path;
        this.wanted = wanted;
        this.wantedBy = wantedBy;
        this.rows = switch (kind) {
            case CSV -> csv();
            case PARQUET -> typed(withoutIndex(new ParquetReading(path, SUBJECT, Set.of()).open(spark)));
            case JSON -> typed(withTimes(json()));
        };
    }

    /**
     * Opens a file or folder; reads all of it if its values decide on types.
     *
     * @param wanted declared types of some columns; names ignore case
     * @param wantedBy the one who declares them
     * @throws FeatureStoreException with code SOURCE_MISMATCH if it cannot be read, or lacks a column whose type is
     *     declared
     */
    public static ImportedFile open(
            SparkSession spark, LiteralPath path, FileKind kind, StructType wanted, Reason wantedBy) {
        return new ImportedFile(spark, path, kind, wanted, wantedBy);
    }

    public List<ImportedColumn> columns() {
        return List.copyOf(columns);
    }

    /** Returns remarks about the file for the user, one sentence each. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    public Dataset<Row> rows() {
        return rows;
    }

    private Dataset<Row> csv() {
        Dataset<Row> texts = withoutIndex(reading(Map.of()).open(spark, false));
        requireWanted(texts);
        List<String> unknown = Arrays.stream(texts.columns())
                .filter(name -> wanted(name).isEmpty())
                .toList();
        Map<String, CsvType> types =
                unknown.isEmpty() ? new HashMap<>() : new HashMap<>(ColumnTypes.of(texts, unknown));
        MissingWholes.in(texts, types).forEach(name -> types.put(name, CsvType.INT64));
        Map<String, DataType> cast = new LinkedHashMap<>();
        for (String name : texts.columns()) {
            DataType type = wanted(name)
                    .orElseGet(() -> types.getOrDefault(name, CsvType.TEXT).dataType());
            types.put(name, CsvType.ofColumn(type).orElse(CsvType.TEXT));
            if (CsvType.ofColumn(type).isEmpty()) {
                cast.put(name, type);
            }
            note(name, type, Reason.VALUES);
        }
        Dataset<Row> typed = reading(types).open(spark, false);
        return typed.select(Arrays.stream(texts.columns())
                .map(name -> (cast.containsKey(name) ? Columns.named(name).cast(cast.get(name)) : Columns.named(name))
                        .as(nameInTable(name)))
                .toArray(Column[]::new));
    }

    private CsvReading reading(Map<String, CsvType> types) {
        return new CsvReading(path, SUBJECT, types, null, column -> false, null);
    }

    private Dataset<Row> json() {
        Dataset<Row> found = path.load(spark, spark.read().format("json").option("mode", "FAILFAST"));
        if (found.columns().length == 0) {
            throw refused("The file has no objects; expected a JSON object on each line");
        }
        return found;
    }

    /** JSON has no type for instants. A text column becomes one of instants if all its values are instants. */
    private Dataset<Row> withTimes(Dataset<Row> found) {
        List<String> texts = Arrays.stream(found.schema().fields())
                .filter(field -> field.dataType() instanceof StringType)
                .map(StructField::name)
                .filter(name -> wanted(name).isEmpty())
                .toList();
        Map<String, CsvType> types = texts.isEmpty() ? Map.of() : ColumnTypes.of(found, texts);
        return found.select(Arrays.stream(found.columns())
                .map(name -> {
                    CsvType type = types.get(name);
                    return type != null && (type == CsvType.DATE || type == CsvType.INSTANT)
                            ? ColumnConversion.of(name, DataTypes.StringType, type.dataType(), SUBJECT)
                            : Columns.named(name);
                })
                .toArray(Column[]::new));
    }

    /** Converts columns to the declared types; instants without a zone are in UTC, as everywhere. */
    private Dataset<Row> typed(Dataset<Row> found) {
        requireWanted(found);
        List<Column> selected = new ArrayList<>();
        for (StructField field : found.schema().fields()) {
            DataType own = field.dataType().equals(DataTypes.TimestampNTZType)
                    ? DataTypes.TimestampType
                    : withoutVoid(field.dataType());
            DataType type = wanted(field.name()).orElse(own);
            selected.add(ColumnConversion.of(field.name(), field.dataType(), type, SUBJECT)
                    .as(nameInTable(field.name())));
            note(field.name(), type, Reason.FILE);
        }
        return found.select(selected.toArray(Column[]::new));
    }

    /** A column without a single value is text, and a list without one is a list of texts. */
    private static DataType withoutVoid(DataType type) {
        if (type.equals(DataTypes.NullType)) {
            return DataTypes.StringType;
        }
        return type instanceof ArrayType list && list.elementType().equals(DataTypes.NullType)
                ? DataTypes.createArrayType(DataTypes.StringType)
                : type;
    }

    private Dataset<Row> withoutIndex(Dataset<Row> found) {
        String[] names = found.columns();
        for (String name : List.of(names[0], names[names.length - 1])) {
            boolean isIndex = INDEXES.contains(name) && (name.equals(names[0]) || name.startsWith("__index"));
            if (isIndex && names.length > 1 && wanted(name).isEmpty()) {
                remarks.add(
                        "Left out: column '%s', the index of a table that pandas wrote; --types \"%s BIGINT\" keeps it."
                                .formatted(name, Columns.quoted(name)));
                return found.drop(Columns.named(name));
            }
        }
        return found;
    }

    private void requireWanted(Dataset<Row> found) {
        List<String> names = Arrays.asList(found.columns());
        for (String name : wantedBy == Reason.CALLER ? wanted.fieldNames() : new String[0]) {
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                throw refused("The file has no column '%s', whose type --types says; %s"
                        .formatted(name, NearestNames.sentence(name, names)));
            }
        }
    }

    private Optional<DataType> wanted(String name) {
        return field(name).map(StructField::dataType);
    }

    private String nameInTable(String name) {
        return wantedBy == Reason.TABLE ? field(name).map(StructField::name).orElse(name) : name;
    }

    private Optional<StructField> field(String name) {
        return Arrays.stream(wanted.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private void note(String name, DataType type, Reason otherwise) {
        columns.add(new ImportedColumn(nameInTable(name), type, wanted(name).isPresent() ? wantedBy : otherwise));
    }

    private static FeatureStoreException refused(String message) {
        return new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, message);
    }
}
