package dev.tidemark.compile;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.schema.HashableForm;
import dev.tidemark.schema.InstantColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** The source's columns that windows aggregate, in the types that the timeline carries. */
final class EventColumns {
    private static final Set<DataType> WHOLE =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);
    private static final Set<DataType> FRACTIONAL = Set.of(DataTypes.FloatType, DataTypes.DoubleType);
    private static final Set<DataType> PLAIN =
            Set.of(DataTypes.BooleanType, DataTypes.BinaryType, DataTypes.TimestampType, DataTypes.DateType);
    private static final Set<DataType> PLAIN_ITEMS = Set.of(
            DataTypes.BooleanType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.StringType,
            DataTypes.BinaryType);

    private final FeatureGroup group;
    private final StructType source;
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final List<Column> columns = new ArrayList<>();

    EventColumns(FeatureGroup group, StructType source) {
        this.group = group;
        this.source = source;
    }

    List<Column> columns() {
        return columns;
    }

    /** Returns the position of an aggregation's input among the columns, -1 for a count of events. */
    int position(Feature feature, Aggregation aggregation) {
        String column = aggregation.column();
        if (column == null) {
            return -1;
        }
        DataType type = typeOf(feature, column);
        Column input = switch (aggregation.function()) {
            case SUM, AVG, STDDEV, PERCENTILE -> number(feature, aggregation, column, type);
            case MIN, MAX, LAST, FIRST -> declared(feature, column, type);
            case FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K -> item(feature, column, type);
            case COUNT ->
                isPlain(type)
                        ? distinguishable(column, type)
                        : when(Columns.named(column).isNotNull(), lit(true));
            case COUNT_DISTINCT, IS_NEW ->
                isPlain(type) ? distinguishable(column, type) : HashableForm.text(Columns.named(column), type);
        };
        return positions.computeIfAbsent(input.toString(), absent -> {
            columns.add(input.as("input__" + columns.size()));
            return columns.size() - 1;
        });
    }

    /** Returns true if events can carry a value of the type without conversion. */
    private static boolean isPlain(DataType type) {
        return WHOLE.contains(type)
                || FRACTIONAL.contains(type)
                || type instanceof DecimalType
                || type instanceof StringType
                || PLAIN.contains(type)
                || (type instanceof ArrayType list && PLAIN_ITEMS.contains(list.elementType()));
    }

    private DataType typeOf(Feature feature, String column) {
        return Arrays.stream(source.fields())
                .filter(field -> field.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH,
                        "Feature '%s' of feature group '%s' aggregates column '%s', which its source has not; %s"
                                .formatted(
                                        feature.name(),
                                        group.name(),
                                        column,
                                        NearestNames.sentence(column, Arrays.asList(source.fieldNames())))))
                .dataType();
    }

    private Column number(Feature feature, Aggregation aggregation, String column, DataType type) {
        boolean wholeSum = aggregation.function() == Aggregation.Function.SUM && feature.type() == ScalarType.INT64;
        if (WHOLE.contains(type)) {
            return Columns.named(column).cast(DataTypes.LongType);
        }
        if (!wholeSum && (FRACTIONAL.contains(type) || type instanceof DecimalType)) {
            return Columns.named(column).cast(DataTypes.DoubleType);
        }
        throw mismatch(feature, column, type, wholeSum ? "a whole number" : "a number");
    }

    /** Converts a column to the type of a list's items. */
    private Column item(Feature feature, String column, DataType type) {
        if (!(feature.type() instanceof ListType(ScalarType element))) {
            throw new IllegalArgumentException(feature.name() + " is not a list");
        }
        if (type instanceof ArrayType) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Feature '%s' of feature group '%s' makes a list of column '%s', whose values are lists (%s), expected single values; last(\"%s\") gives the newest list"
                            .formatted(feature.name(), group.name(), column, type.sql(), column));
        }
        return declared(new Feature(feature.name(), element, feature.description()), column, type);
    }

    private Column declared(Feature feature, String column, DataType type) {
        DataType wanted = FeatureSchema.type(feature.type());
        if (wanted.equals(DataTypes.TimestampType)) {
            return InstantColumn.of(column, type, null)
                    .map(instant -> instant.orFail("Column '%s' of feature group '%s'".formatted(column, group.name())))
                    .map(instant -> call_function("unix_micros", instant))
                    .orElseThrow(() -> mismatch(feature, column, type, InstantColumn.EXPECTED));
        }
        boolean fits = type.sql().equals(wanted.sql())
                || (WHOLE.contains(type) && wanted.equals(DataTypes.LongType))
                || (WHOLE.contains(type) && !type.equals(DataTypes.LongType) && wanted.equals(DataTypes.IntegerType))
                || (wanted.equals(DataTypes.DoubleType)
                        && (WHOLE.contains(type) || FRACTIONAL.contains(type) || type instanceof DecimalType));
        if (!fits) {
            throw mismatch(feature, column, type, wanted.sql());
        }
        Column value = Columns.named(column).cast(wanted);
        return carriesInstants(feature.type()) ? microseconds(column) : value;
    }

    private static Column distinguishable(String column, DataType type) {
        if (WHOLE.contains(type)) {
            return Columns.named(column).cast(DataTypes.LongType);
        }
        if (type.equals(DataTypes.TimestampType)) {
            return call_function("unix_micros", Columns.named(column));
        }
        if (type instanceof DecimalType || type instanceof DateType) {
            return Columns.named(column).cast(DataTypes.StringType);
        }
        return Columns.named(column);
    }

    private FeatureStoreException mismatch(Feature feature, String column, DataType type, String wanted) {
        return new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH,
                "Feature '%s' of feature group '%s' aggregates column '%s' of type %s, expected %s"
                        .formatted(feature.name(), group.name(), column, type.sql(), wanted));
    }

    /* Timestamps travel as microseconds: Spark's Row would turn them into objects that depend on the JVM's zone. */

    private static boolean carriesInstants(FeatureType type) {
        return type instanceof ListType list && list.element() == ScalarType.TIMESTAMP;
    }

    private static Column microseconds(String list) {
        return expr("transform(%s, item -> unix_micros(item))".formatted(Columns.quoted(list)));
    }

    /** Converts a join key, which the source has in its declared type, to the type that the timeline carries. */
    static Column carriedKey(JoinKey key) {
        Column column = Columns.named(key.name());
        return key.type() == ScalarType.TIMESTAMP ? call_function("unix_micros", column) : column;
    }

    /** The type in which a feature is carried through the timeline. */
    static DataType carried(FeatureType type) {
        if (type == ScalarType.TIMESTAMP) {
            return DataTypes.LongType;
        }
        if (carriesInstants(type)) {
            return DataTypes.createArrayType(DataTypes.LongType);
        }
        return FeatureSchema.type(type);
    }

    /** Turns a carried column back into the feature's own type. */
    static Column fromCarried(String name, FeatureType type) {
        if (type == ScalarType.TIMESTAMP) {
            return expr("timestamp_micros(`%s`)".formatted(name)).as(name);
        }
        if (carriesInstants(type)) {
            return expr("transform(`%s`, item -> timestamp_micros(item))".formatted(name))
                    .as(name);
        }
        return col(name);
    }
}
