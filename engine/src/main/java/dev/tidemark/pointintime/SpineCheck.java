package dev.tidemark.pointintime;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Holds a spine against the groups it is to be joined with, before anything runs, and collects every problem. */
final class SpineCheck {
    private static final List<DataType> WHOLE = List.of(DataTypes.IntegerType, DataTypes.LongType);

    private final Map<String, DataType> typesByColumn = new LinkedHashMap<>();
    private final Set<String> outputNames = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private SpineCheck() {}

    static void check(Dataset<Row> spine, String timestampColumn, List<JoinedGroup> groups, OutputNames names) {
        SpineCheck check = new SpineCheck();
        check.spine(spine);
        check.timestamp(timestampColumn);
        Set<String> aliases = new HashSet<>();
        for (JoinedGroup group : groups) {
            if (!aliases.add(group.alias())) {
                check.problems.add("feature group '%s' joins twice; give each an alias".formatted(group.alias()));
            }
            check.keys(group);
            group.features().forEach(feature -> check.output(names.of(group, feature), names.fullNames()));
        }
        if (!check.problems.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "Cannot join the spine: " + String.join("; ", check.problems));
        }
    }

    private void spine(Dataset<Row> spine) {
        for (StructField field : spine.schema().fields()) {
            typesByColumn.put(field.name(), field.dataType());
            if (!outputNames.add(Columns.caseless(field.name()))) {
                problems.add("the spine has two columns '%s'".formatted(field.name()));
            }
        }
    }

    private void timestamp(String column) {
        if (isMissing(column, "the timestamp")) {
            return;
        }
        DataType type = type(column);
        if (!type.equals(DataTypes.TimestampType)) {
            problems.add("column '%s' of the spine is %s, expected TIMESTAMP; cast it".formatted(column, type.sql()));
        }
    }

    private void keys(JoinedGroup group) {
        String groupName = group.group().name();
        for (JoinKey key : group.group().entity().joinKeys()) {
            String column = group.columnsByKey().getOrDefault(key.name(), key.name());
            if (isMissing(column, "join key '%s' of feature group '%s'".formatted(key.name(), groupName))) {
                continue;
            }
            DataType type = type(column);
            DataType wanted = FeatureSchema.type(key.type());
            if (!type.equals(wanted) && !(WHOLE.contains(type) && WHOLE.contains(wanted))) {
                problems.add("column '%s' of the spine is %s, but join key '%s' of feature group '%s' is %s; cast it"
                        .formatted(column, type.sql(), key.name(), groupName, wanted.sql()));
            }
        }
    }

    /** Spark, Parquet readers and Iceberg do not tell names apart by case, so neither may the output. */
    private void output(String name, boolean fullNames) {
        if (!outputNames.add(Columns.caseless(name))) {
            problems.add("two columns of the training set would be named '%s'; %s"
                    .formatted(
                            name,
                            fullNames
                                    ? "rename the spine's column, or give the group an alias"
                                    : "ask for full names (group__feature)"));
        }
    }

    private boolean isMissing(String column, String what) {
        if (typesByColumn.containsKey(column)) {
            return false;
        }
        problems.add("the spine has no column '%s' for %s; %s (columns: %s)"
                .formatted(
                        column,
                        what,
                        NearestNames.sentence(column, typesByColumn.keySet()),
                        String.join(", ", typesByColumn.keySet())));
        return true;
    }

    private DataType type(String column) {
        return Objects.requireNonNull(typesByColumn.get(column));
    }
}
