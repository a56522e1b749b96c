package dev.tidemark.compile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import dev.tidemark.window.WindowedFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Compiles declared windows: the events of an entity come together on one partition in time order, and a timeline slides all
 * windows of the group over them in one pass.
 */
final class WindowCompiler {
    private static final String TIME = "event__time";
    private static final String CREATED = "event__created";

    private final SparkSession spark;
    private final FeatureGroup group;
    private final Computation.Windows windows;

    WindowCompiler(SparkSession spark, FeatureGroup group, Computation.Windows windows) {
        this.spark = spark;
        this.group = group;
        this.windows = windows;
    }

    Dataset<Row> compile(TimeRange range) {
        DataSource source = group.sources().getFirst();
        SourceReader reader = new SourceReader(spark, group);
        StructType columns = reader.read(source, null, range.end()).schema();
        EventColumns inputs = new EventColumns(group, columns);
        Map<String, Integer> filters = new LinkedHashMap<>();
        List<WindowedFeature> features = new ArrayList<>();
        for (Feature feature : group.features()) {
            Aggregation aggregation =
                    Objects.requireNonNull(windows.aggregations().get(feature.name()));
            Window window = Objects.requireNonNull(aggregation.window());
            String filter = aggregation.filter();
            features.add(new WindowedFeature(
                    aggregation.function(),
                    inputs.position(feature, aggregation),
                    filter == null ? -1 : filters.computeIfAbsent(filter, absent -> filters.size()),
                    Microseconds.of(window.length()),
                    feature.type() == ScalarType.INT64 ? ScalarType.INT64 : ScalarType.FLOAT64));
        }
        WindowProgram program = WindowProgram.of(features, windows.emission(), range);
        Dataset<Row> rows = reader.read(source, Microseconds.toInstant(program.firstEvent()), range.end());
        Dataset<Row> events = events(source, rows, inputs.columns(), List.copyOf(filters.keySet()));
        EventLayout layout = new EventLayout(
                group.entity().joinKeys().size(), inputs.columns().size(), filters.size());
        MapPartitionsFunction<Row, Row> slide = partition -> new WindowedRows(partition, layout, program);
        return output(source, events.mapPartitions(slide, Encoders.row(timelineSchema(events.schema()))));
    }

    /** Join keys, times in microseconds, inputs and filters; by entity, in an order that leaves nothing to chance. */
    private Dataset<Row> events(DataSource source, Dataset<Row> rows, List<Column> inputs, List<String> filters) {
        List<Column> columns = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            columns.add(keyColumn(rows.schema(), key).as(key.name()));
        }
        Column time = expr("unix_micros(`%s`)".formatted(source.timestampField()));
        columns.add(time.as(TIME));
        columns.add(source.createdTimestamp()
                .map(field -> coalesce(expr("unix_micros(`%s`)".formatted(field)), time))
                .orElse(time)
                .as(CREATED));
        columns.addAll(inputs);
        for (int position = 0; position < filters.size(); position++) {
            columns.add(coalesce(expr(filters.get(position)), lit(false)).as("filter__" + position));
        }
        Dataset<Row> events;
        try {
            events = rows.select(columns.toArray(Column[]::new));
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The windows of feature group '%s' do not fit source '%s': %s"
                            .formatted(group.name(), source.name(), Messages.firstLine(e)),
                    e);
        }
        for (String key : group.entity().joinKeyNames()) {
            events = events.where(col(key).isNotNull());
        }
        Column[] keys = group.entity().joinKeyNames().stream()
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
        Column[] order = Arrays.stream(events.columns())
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
        return events.repartition(keys).sortWithinPartitions(order);
    }

    private Column keyColumn(StructType source, JoinKey key) {
        List<String> columns = Arrays.asList(source.fieldNames());
        if (!columns.contains(key.name())) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Source '%s' of feature group '%s' has no column '%s', which is a join key; %s"
                            .formatted(
                                    group.sources().getFirst().name(),
                                    group.name(),
                                    key.name(),
                                    NearestNames.sentence(key.name(), columns)));
        }
        return EventColumns.carriedKey(key);
    }

    private StructType timelineSchema(StructType events) {
        List<StructField> fields = new ArrayList<>();
        for (String key : group.entity().joinKeyNames()) {
            fields.add(events.apply(key));
        }
        fields.add(DataTypes.createStructField(TIME, DataTypes.LongType, false));
        fields.add(DataTypes.createStructField(CREATED, DataTypes.LongType, false));
        for (Feature feature : group.features()) {
            fields.add(DataTypes.createStructField(feature.name(), EventColumns.carried(feature.type()), true));
        }
        return DataTypes.createStructType(fields);
    }

    private Dataset<Row> output(DataSource source, Dataset<Row> timeline) {
        List<Column> columns = new ArrayList<>();
        group.entity().joinKeys().forEach(key -> columns.add(EventColumns.fromCarried(key.name(), key.type())));
        columns.add(expr("timestamp_micros(%s)".formatted(TIME)).as(FeatureSchema.EVENT_TIMESTAMP));
        if (source.createdTimestamp().isPresent()) {
            columns.add(expr("timestamp_micros(%s)".formatted(CREATED)).as(FeatureSchema.CREATED_AT));
        }
        for (Feature feature : group.features()) {
            columns.add(EventColumns.fromCarried(feature.name(), feature.type()));
        }
        return timeline.select(columns.toArray(Column[]::new));
    }
}
