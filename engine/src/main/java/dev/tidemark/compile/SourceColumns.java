package dev.tidemark.compile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.ExactColumn;
import dev.tidemark.schema.InstantColumn;
import dev.tidemark.schema.KeyColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A source's columns as the definition sees them: under the definition's names, with instants as TIMESTAMP and, for
 * declared windows, join keys in their types. A statement or class gets all other columns unchanged.
 */
public final class SourceColumns {
    private final FeatureGroup group;
    private final DataSource source;
    private final StructType found;
    private final Map<String, ExactColumn> columns = new LinkedHashMap<>();

    /**
     * @throws FeatureStoreException with code SOURCE_MISMATCH if a column is missing or cannot be converted to its type
     */
    public SourceColumns(FeatureGroup group, DataSource source, StructType found) {
        this.group = group;
        this.source = source;
        this.found = found;
        Faults faults = new Faults();
        faults.collect(this::rename);
        faults.collect(() -> instant(source.timestampField(), source.options().timestampUnit(), "timestamp"));
        source.createdTimestamp()
                .ifPresent(field ->
                        faults.collect(() -> instant(field, source.options().createdUnit(), "created")));
        if (group.computation() instanceof Computation.Windows) {
            group.entity().joinKeys().forEach(key -> faults.collect(() -> key(key)));
        }
        faults.throwIfAny();
    }

    static String subject(FeatureGroup group, DataSource source) {
        return "source '%s' of feature group '%s'".formatted(source.name(), group.name());
    }

    private void rename() {
        Set<String> names = new HashSet<>();
        for (StructField field : found.fields()) {
            String name = source.options().nameOf(field.name());
            if (!names.add(Columns.caseless(name))) {
                throw mismatch(
                        "%s would have two columns '%s'; map one of them to another name".formatted(capital(), name));
            }
            columns.put(name, ExactColumn.as(field.name(), field.dataType()));
        }
        for (String column : source.options().namesByColumn().keySet()) {
            if (!Arrays.asList(found.fieldNames()).contains(column)) {
                throw missing(column, Arrays.asList(found.fieldNames()), ", which is mapped");
            }
        }
    }

    private void instant(String name, @Nullable EpochUnit unit, String method) {
        if (!columns.containsKey(name)) {
            throw missing(name, List.copyOf(columns.keySet()), "");
        }
        DataType type = typeOf(name);
        boolean isCsv = source.format() == DataSource.Format.CSV;
        if (unit != null && type.equals(DataTypes.TimestampType) && isCsv && !isComputed(name)) {
            return; // The file was already read in the column's unit.
        }
        columns.put(
                name,
                InstantColumn.of(ownName(name), type, unit)
                        .orElseThrow(() -> mismatch(wrongInstant(name, type, unit, method))));
    }

    /** Returns true if an expression makes the column from others; a plain rename is read like the column itself. */
    private boolean isComputed(String name) {
        String expression = source.options().computed().get(name);
        return expression != null && !expression.strip().matches("\\w+");
    }

    private String wrongInstant(String name, DataType type, @Nullable EpochUnit unit, String method) {
        String column = "Column '%s' of %s is %s".formatted(name, subject(group, source), type.sql());
        if (unit != null) {
            return "%s, expected whole numbers that count in %s; leave out the unit where the column holds instants"
                    .formatted(column, unit);
        }
        return InstantColumn.isNumber(type)
                ? "%s, expected %s; where it counts from 1970, say in which unit: .%s(\"%s\", EPOCH_MILLIS)"
                        .formatted(column, InstantColumn.EXPECTED, method, name)
                : "%s, expected %s".formatted(column, InstantColumn.EXPECTED);
    }

    private void key(JoinKey key) {
        if (!columns.containsKey(key.name())) {
            return;
        }
        DataType type = typeOf(key.name());
        columns.put(
                key.name(),
                KeyColumn.of(ownName(key.name()), type, key.type())
                        .orElseThrow(() -> mismatch(
                                "Column '%s' of %s is %s, which cannot be join key '%s' of type %s; declare the join key by the column's type or convert the column"
                                        .formatted(
                                                ownName(key.name()),
                                                subject(group, source),
                                                type.sql(),
                                                key.name(),
                                                key.type()))));
    }

    /**
     * Returns the same columns for a source whose instants come as text: columns other than timestamps and keys that
     * are TIMESTAMP in a schema are parsed as instants.
     */
    public SourceColumns withInstantsOf(StructType schema) {
        for (StructField field : schema.fields()) {
            ExactColumn column = columns.get(field.name());
            if (column != null && column.isUnchanged() && field.dataType().equals(DataTypes.TimestampType)) {
                InstantColumn.of(ownName(field.name()), typeOf(field.name()), null)
                        .ifPresent(instant -> columns.put(field.name(), instant));
            }
        }
        return this;
    }

    /** Returns the rows in the definition's columns. A value that does not fit its type ends the query. */
    Dataset<Row> of(Dataset<Row> rows) {
        if (source.options().namesByColumn().isEmpty()
                && columns.values().stream().allMatch(ExactColumn::isUnchanged)) {
            return rows;
        }
        List<Column> selected = new ArrayList<>();
        columns.forEach((name, column) ->
                selected.add(column.orFail("Column '%s' of %s".formatted(ownName(name), subject(group, source)))
                        .as(name)));
        return rows.select(selected.toArray(Column[]::new));
    }

    /** Returns the definition's columns, null for a value that does not fit its type, and further columns. */
    public Column[] orNull(Column... more) {
        List<Column> selected = new ArrayList<>();
        columns.forEach((name, column) -> selected.add(column.orNull().as(name)));
        selected.addAll(Arrays.asList(more));
        return selected.toArray(Column[]::new);
    }

    /** Returns the first value of a row that does not fit its type, and the reason; null if there is none. */
    public Column problem() {
        List<Column> problems = new ArrayList<>();
        problems.add(lit(null).cast(DataTypes.StringType));
        columns.forEach((name, column) -> {
            if (!column.isUnchanged()) {
                problems.add(concat(lit("column '%s': ".formatted(ownName(name))), column.problem()));
            }
        });
        return coalesce(problems.toArray(Column[]::new));
    }

    /** Returns the source's name of a column. */
    String ownName(String name) {
        return source.options().namesByColumn().entrySet().stream()
                .filter(mapped -> mapped.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    private DataType typeOf(String name) {
        return found.apply(ownName(name)).dataType();
    }

    private FeatureStoreException missing(String column, List<String> known, String role) {
        return mismatch(
                "%s has no column '%s'%s; %s".formatted(capital(), column, role, NearestNames.sentence(column, known)));
    }

    private String capital() {
        return "S" + subject(group, source).substring(1);
    }

    private static FeatureStoreException mismatch(String message) {
        return new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, message);
    }
}
