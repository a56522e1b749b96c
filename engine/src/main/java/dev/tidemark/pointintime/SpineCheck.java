package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Holds a spine against the groups it is to be joined with, before anything runs. */
final class SpineCheck {
    private static final List<DataType> WHOLE = List.of(DataTypes.IntegerType, DataTypes.LongType);

    private SpineCheck() {}

    /** Returns the output's columns by name; throws with every problem that it finds. */
    static Map<String, Column> check(
            Dataset<Row> spine, String timestampColumn, List<JoinedGroup> groups, boolean fullNames) {
        List<String> problems = new ArrayList<>();
        Map<String, DataType> types = new LinkedHashMap<>();
        for (StructField field : spine.schema().fields()) {
            if (types.put(field.name(), field.dataType()) != null) {
                problems.add("the spine has two columns '%s'".formatted(field.name()));
            }
        }
        column(types, timestampColumn, "the timestamp", problems);
        DataType timestamp = types.get(timestampColumn);
        if (timestamp != null && !timestamp.equals(DataTypes.TimestampType)) {
            problems.add("column '%s' of the spine is %s, expected TIMESTAMP; cast it"
                    .formatted(timestampColumn, timestamp.sql()));
        }
        Map<String, Column> output = new LinkedHashMap<>();
        for (String name : spine.columns()) {
            output.put(name, col("`%s`".formatted(name)));
        }
        Set<String> aliases = new LinkedHashSet<>();
        for (JoinedGroup group : groups) {
            if (!aliases.add(group.alias())) {
                problems.add("feature group '%s' joins twice; give each an alias".formatted(group.alias()));
            }
            keys(group, types, problems);
            for (String feature : group.features()) {
                String name = fullNames ? group.fullName(feature) : feature;
                if (output.put(name, col(group.fullName(feature)).as(name)) != null) {
                    problems.add(
                            "two columns of the training set would be named '%s'; ask for full names (group__feature)"
                                    .formatted(name));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "Cannot join the spine: " + String.join("; ", problems));
        }
        return output;
    }

    private static void keys(JoinedGroup group, Map<String, DataType> types, List<String> problems) {
        for (JoinKey key : group.group().entity().joinKeys()) {
            String column = group.columnsByKey().getOrDefault(key.name(), key.name());
            column(
                    types,
                    column,
                    "join key '%s' of feature group '%s'"
                            .formatted(key.name(), group.group().name()),
                    problems);
            DataType type = types.get(column);
            DataType wanted = FeatureSchema.type(key.type());
            if (type != null && !type.equals(wanted) && !(WHOLE.contains(type) && WHOLE.contains(wanted))) {
                problems.add("column '%s' of the spine is %s, but join key '%s' of feature group '%s' is %s; cast it"
                        .formatted(column, type.sql(), key.name(), group.group().name(), wanted.sql()));
            }
        }
    }

    private static void column(Map<String, DataType> types, String name, String what, List<String> problems) {
        if (!types.containsKey(name)) {
            problems.add("the spine has no column '%s' for %s; %s (columns: %s)"
                    .formatted(
                            name,
                            what,
                            NearestNames.sentence(name, types.keySet()),
                            String.join(", ", Arrays.asList(types.keySet().toArray(String[]::new)))));
        }
    }
}
