package dev.tidemark.training;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.pointintime.UnusedNames;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.ExactColumn;
import dev.tidemark.schema.InstantColumn;
import dev.tidemark.schema.KeyColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * A spine whose instants or join keys have other types than the join takes. The join uses a converted copy of each such
 * column and drops it afterwards; the spine's columns stay unchanged.
 */
final class ConvertedSpine {
    private static final Set<DataType> COMPARABLE = Set.of(DataTypes.IntegerType, DataTypes.LongType);

    private final Dataset<Row> spine;
    private final Map<String, DataType> types = new LinkedHashMap<>();
    private final Map<String, ExactColumn> added = new LinkedHashMap<>();
    private final Map<String, String> columnsByAdded = new LinkedHashMap<>();
    private final Map<String, String> addedByPurpose = new HashMap<>();
    private final UnusedNames unused;
    private final String timestampColumn;

    /**
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the timestamp is a number without a declared unit, or
     *     has a declared unit and is not a number
     */
    ConvertedSpine(Dataset<Row> spine, PinnedInputs inputs) {
        this.spine = spine;
        for (StructField field : spine.schema().fields()) {
            types.put(field.name(), field.dataType());
        }
        this.unused = new UnusedNames(outputNames(inputs.groups()));
        this.timestampColumn = instant(inputs.request().timestampColumn(), inputs.request());
    }

    /**
     * Returns all names in the training set: the spine's columns, and those that groups add with full names or without.
     */
    private List<String> outputNames(List<PinnedGroup> groups) {
        List<String> names = new ArrayList<>(types.keySet());
        for (PinnedGroup group : groups) {
            names.add(group.alias() + "__matched");
            for (String feature : group.features()) {
                names.add(feature);
                names.add(group.alias() + "__" + feature);
            }
        }
        return names;
    }

    private String instant(String column, TrainingSet request) {
        DataType type = types.get(column);
        EpochUnit unit = request.timestampUnit();
        boolean isReadAlready = request.spine() instanceof Spine.Csv && DataTypes.TimestampType.equals(type);
        if (type == null || isReadAlready) {
            return column;
        }
        Optional<ExactColumn> instant = InstantColumn.of(column, type, unit);
        if (instant.isEmpty() && (unit != null || InstantColumn.isNumber(type))) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "Cannot join the spine: " + wrongInstant(column, type, unit));
        }
        return instant.map(exact -> with("spine__instant", column, exact)).orElse(column);
    }

    private static String wrongInstant(String column, DataType type, @Nullable EpochUnit unit) {
        return unit == null
                ? "column '%s' of the spine is %s, expected %s; where it counts from 1970, say in which unit: --timestamp-unit epoch-millis"
                        .formatted(column, type.sql(), InstantColumn.EXPECTED)
                : "column '%s' of the spine is %s, expected whole numbers that count in %s; leave out the unit where the column holds instants"
                        .formatted(column, type.sql(), unit);
    }

    /** Returns the spine's columns for those of a group's join keys that have other names or were converted. */
    Map<String, String> keys(PinnedGroup group) {
        Map<String, String> columns = new LinkedHashMap<>(group.spineKeys());
        for (JoinKey key : group.group().entity().joinKeys()) {
            String column = group.spineKeys().getOrDefault(key.name(), key.name());
            DataType type = types.get(column);
            if (type != null && !isComparable(type, key.type())) {
                KeyColumn.of(column, type, key.type())
                        .map(exact -> with("spine__%s__%s".formatted(key.type(), column), column, exact))
                        .filter(name -> !name.equals(column))
                        .ifPresent(name -> columns.put(key.name(), name));
            }
        }
        return columns;
    }

    /**
     * Whole numbers of other widths are compared without conversion: a value that does not fit the key matches nothing.
     */
    private static boolean isComparable(DataType type, ScalarType key) {
        return COMPARABLE.contains(type) && (key == ScalarType.INT32 || key == ScalarType.INT64);
    }

    private String with(String name, String column, ExactColumn exact) {
        if (exact.isUnchanged()) {
            return column;
        }
        String copy = addedByPurpose.computeIfAbsent(name, unused::like);
        added.put(copy, exact);
        columnsByAdded.put(copy, column);
        return copy;
    }

    String timestampColumn() {
        return timestampColumn;
    }

    /** Returns the spine with its copies; call it after all groups have had their keys. */
    Dataset<Row> rows() {
        Dataset<Row> rows = spine;
        for (Map.Entry<String, ExactColumn> copy : added.entrySet()) {
            String subject = "Column '%s' of the spine".formatted(columnsByAdded.get(copy.getKey()));
            rows = rows.withColumn(copy.getKey(), copy.getValue().orFail(subject));
        }
        return rows;
    }

    /** Returns the joined rows without the copies. */
    Dataset<Row> withoutCopies(Dataset<Row> joined) {
        return added.isEmpty()
                ? joined
                : joined.select(Arrays.stream(joined.columns())
                        .filter(name -> !added.containsKey(name))
                        .map(Columns::named)
                        .toArray(org.apache.spark.sql.Column[]::new));
    }
}
