package dev.tidemark.compile;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.window.RowFeature;
import dev.tidemark.window.WindowedFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A group of declared windows, bound to the columns of its source. It turns source rows into events and the rows of a
 * timeline into feature rows; the batch path and the stream share it.
 */
public final class CompiledWindows {
    /** Event time of an event or a carried row, in microseconds. */
    public static final String TIME = "event__time";

    /** Created time of an event or a carried row, in microseconds. */
    public static final String CREATED = "event__created";

    private static final String ID = "event__id";

    private final FeatureGroup group;
    private final DataSource source;
    private final StructType sourceSchema;
    private final EventColumns inputs;
    private final Map<String, Integer> filters = new LinkedHashMap<>();
    private final List<RowFeature> features = new ArrayList<>();

    /**
     * @throws FeatureStoreException with code SOURCE_MISMATCH if the source lacks a column or a column has another type
     */
    public CompiledWindows(FeatureGroup group, StructType sourceSchema) {
        if (!(group.computation() instanceof Computation.Windows windows)) {
            throw new IllegalArgumentException(group.name() + " is not computed by declared windows");
        }
        this.group = group;
        this.source = group.sources().getFirst();
        this.sourceSchema = sourceSchema;
        this.inputs = new EventColumns(group, sourceSchema);
        for (Feature feature : group.features()) {
            Aggregation aggregation = windows.aggregations().get(feature.name());
            if (aggregation == null) {
                String sql = Objects.requireNonNull(windows.derived().get(feature.name()));
                features.add(DerivedExpressions.of(group, feature, sql));
            } else {
                bind(feature, aggregation);
            }
        }
    }

    private void bind(Feature feature, Aggregation aggregation) {
        WindowedFeature bound = bound(feature, aggregation.parts().getFirst());
        Aggregation denominator = aggregation.denominator();
        features.add(denominator == null ? bound : bound.dividedBy(bound(feature, denominator)));
    }

    private WindowedFeature bound(Feature feature, Aggregation aggregation) {
        String filter = aggregation.filter();
        return WindowedFeature.of(
                feature,
                aggregation,
                inputs.position(feature, aggregation),
                filter == null ? -1 : filters.computeIfAbsent(filter, absent -> filters.size()));
    }

    public List<RowFeature> features() {
        return List.copyOf(features);
    }

    public EventLayout layout() {
        return new EventLayout(
                group.entity().joinKeys().size(),
                inputs.columns().size(),
                filters.size(),
                source.eventId().isPresent());
    }

    public RefusalText refusals() {
        return RefusalText.of(group);
    }

    /**
     * Returns join keys, times in microseconds, inputs, filters and the event's id, in the order of the layout.
     *
     * @param more columns that are appended
     */
    public Dataset<Row> events(Dataset<Row> rows, Column... more) {
        List<Column> columns = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            columns.add(keyColumn(key).as(key.name()));
        }
        Column time = call_function("unix_micros", Columns.named(source.timestampField()));
        columns.add(time.as(TIME));
        columns.add(source.createdTimestamp()
                .map(field -> coalesce(call_function("unix_micros", Columns.named(field)), time))
                .orElse(time)
                .as(CREATED));
        columns.addAll(inputs.columns());
        filters.forEach((filter, position) ->
                columns.add(coalesce(expr(filter), lit(false)).as("filter__" + position)));
        source.eventId().ifPresent(field -> columns.add(idColumn(field).as(ID)));
        columns.addAll(Arrays.asList(more));
        try {
            return rows.select(columns.toArray(Column[]::new));
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The windows of feature group '%s' do not fit source '%s': %s"
                            .formatted(group.name(), source.name(), FailureText.firstLine(e)),
                    e);
        }
    }

    private Column keyColumn(JoinKey key) {
        requireColumn(key.name(), "a join key");
        return EventColumns.carriedKey(key);
    }

    private Column idColumn(String field) {
        requireColumn(field, "its event id");
        return Columns.named(field).cast(DataTypes.StringType);
    }

    private void requireColumn(String column, String role) {
        List<String> columns = Arrays.asList(sourceSchema.fieldNames());
        if (!columns.contains(column)) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Source '%s' of feature group '%s' has no column '%s', which is %s; %s%s"
                            .formatted(
                                    source.name(),
                                    group.name(),
                                    column,
                                    role,
                                    NearestNames.sentence(column, columns),
                                    mapping(column, columns)));
        }
    }

    private static String mapping(String column, List<String> columns) {
        String own = columns.stream()
                .filter(name -> name.equalsIgnoreCase(column))
                .findFirst()
                .orElse("ITS_NAME");
        return "; where the source calls it otherwise, say .mapped(\"%s\", \"%s\")".formatted(own, column);
    }

    /** The columns that carry the rows of a timeline: join keys, times in microseconds, features. */
    public StructType carriedSchema() {
        List<StructField> fields = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            fields.add(DataTypes.createStructField(key.name(), EventColumns.carried(key.type()), true));
        }
        fields.add(DataTypes.createStructField(TIME, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(CREATED, DataTypes.LongType, true));
        for (Feature feature : group.features()) {
            fields.add(DataTypes.createStructField(feature.name(), EventColumns.carried(feature.type()), true));
        }
        return DataTypes.createStructType(fields);
    }

    /** The columns of {@link #carriedSchema}, and the changes to come. */
    public StructType rowSchema() {
        return carriedSchema()
                .add(DataTypes.createStructField(FeatureSchema.CHANGES_TO_COME, DataTypes.BinaryType, true));
    }

    /** Returns a feature of carried rows in its own type. */
    public Column feature(String name) {
        return EventColumns.fromCarried(name, group.feature(name).type());
    }

    /** Converts carried rows to feature rows. They have a created time only if the source has one. */
    Dataset<Row> output(Dataset<Row> carried) {
        return output(carried, source.createdTimestamp().isPresent());
    }

    /** Converts carried rows to feature rows, each with its created time. */
    public Dataset<Row> featureRows(Dataset<Row> carried) {
        return output(carried, true);
    }

    private Dataset<Row> output(Dataset<Row> carried, boolean withCreated) {
        List<Column> columns = new ArrayList<>();
        group.entity().joinKeys().forEach(key -> columns.add(EventColumns.fromCarried(key.name(), key.type())));
        columns.add(expr("timestamp_micros(%s)".formatted(TIME)).as(FeatureSchema.EVENT_TIMESTAMP));
        if (withCreated) {
            columns.add(expr("timestamp_micros(%s)".formatted(CREATED)).as(FeatureSchema.CREATED_AT));
        }
        for (Feature feature : group.features()) {
            columns.add(feature(feature.name()));
        }
        if (FeatureSchema.hasChangesToCome(group)
                && Arrays.asList(carried.columns()).contains(FeatureSchema.CHANGES_TO_COME)) {
            columns.add(Columns.named(FeatureSchema.CHANGES_TO_COME));
        }
        return carried.select(columns.toArray(Column[]::new));
    }
}
