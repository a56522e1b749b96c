package dev.tidemark.testing.spark;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ReadOptions;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.RangeRows;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of a group as a materialization computes them, on the shared session, from rows given in memory. */
public final class SparkRows {
    private static final AtomicLong VIEWS = new AtomicLong();

    private final SparkSession spark = LocalSpark.session();
    private final List<String> views = new ArrayList<>();

    private SparkRows() {}

    /** A source, the types of its own columns (empty: nulls only), and its rows. */
    public record Table(
            DataSource source, Map<String, Optional<FeatureType>> types, List<Map<String, @Nullable Object>> rows) {}

    /**
     * Computes a group's rows in a range.
     *
     * @throws FeatureStoreException as the product throws it, where sources or results do not fit the definition
     */
    public static List<FeatureRow> of(FeatureGroup group, List<Table> tables, TimeRange range) {
        SparkRows rows = new SparkRows();
        try {
            return rows.computed(group, tables, range);
        } finally {
            rows.views.forEach(view -> rows.spark.catalog().dropGlobalTempView(view));
        }
    }

    private List<FeatureRow> computed(FeatureGroup group, List<Table> tables, TimeRange range) {
        List<DataSource> sources = tables.stream().map(this::view).toList();
        FeatureGroup inMemory = new FeatureGroup(
                group.name(),
                group.description(),
                group.owner(),
                group.entity(),
                group.features(),
                sources,
                group.computation(),
                group.timeToLive(),
                group.availabilityDelay(),
                group.online(),
                group.pushable(),
                group.schedule(),
                group.tags());
        Dataset<Row> computed = new FeatureCompiler(spark).compile(inMemory, range);
        Dataset<Row> nothing = spark.createDataFrame(List.of(), FeatureSchema.of(group));
        // Rows without a created time take their event time: a clock that has not begun.
        Dataset<Row> stored = new RangeRows(group, range, () -> Instant.EPOCH).of(computed, nothing);
        return collect(group, stored);
    }

    private DataSource view(Table table) {
        StructType schema = SparkTypes.schema(table.types());
        List<Row> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> row : table.rows()) {
            rows.add(RowFactory.create(
                    table.types().keySet().stream().map(name -> row.get(name)).toArray()));
        }
        String view = "tidemark_testing_" + VIEWS.incrementAndGet();
        spark.createDataFrame(rows, schema).createOrReplaceGlobalTempView(view);
        views.add(view);
        DataSource source = table.source();
        ReadOptions options = new ReadOptions(
                null, null, source.options().namesByColumn(), source.options().computed(), false, null);
        return new DataSource(
                source.name(),
                DataSource.Format.TABLE,
                "global_temp." + view,
                source.timestampField(),
                source.createdTimestampField(),
                source.eventIdField(),
                null,
                options);
    }

    private static List<FeatureRow> collect(FeatureGroup group, Dataset<Row> stored) {
        List<Column> columns = new ArrayList<>();
        List<FeatureType> types = new ArrayList<>();
        for (JoinKey key : group.entity().joinKeys()) {
            columns.add(exact(key.name(), key.type()));
            types.add(key.type());
        }
        columns.add(exact(FeatureSchema.EVENT_TIMESTAMP, ScalarType.TIMESTAMP));
        columns.add(exact(FeatureSchema.CREATED_AT, ScalarType.TIMESTAMP));
        types.addAll(List.of(ScalarType.TIMESTAMP, ScalarType.TIMESTAMP));
        group.features().forEach(feature -> {
            columns.add(exact(feature.name(), feature.type()));
            types.add(feature.type());
        });
        int keys = group.entity().joinKeys().size();
        List<FeatureRow> rows = new ArrayList<>();
        for (Row row : stored.select(columns.toArray(Column[]::new)).collectAsList()) {
            @Nullable Object[] values = new Object[types.size()];
            for (int position = 0; position < values.length; position++) {
                values[position] = value(types.get(position), row, position);
            }
            rows.add(new FeatureRow(
                    new EntityKey(List.<Object>of(Arrays.copyOf(values, keys))),
                    (Instant) Objects.requireNonNull(values[keys]),
                    (Instant) Objects.requireNonNull(values[keys + 1]),
                    Arrays.asList(Arrays.copyOfRange(values, keys + 2, values.length))));
        }
        return rows;
    }

    /** Instants as microseconds: Spark's Row would turn them into objects that know the JVM's zone. */
    private static Column exact(String name, FeatureType type) {
        if (type == ScalarType.TIMESTAMP) {
            return functions.unix_micros(Columns.named(name));
        }
        return type instanceof ListType list && list.element() == ScalarType.TIMESTAMP
                ? functions.transform(Columns.named(name), functions::unix_micros)
                : Columns.named(name);
    }

    private static @Nullable Object value(FeatureType type, Row row, int position) {
        if (row.isNullAt(position)) {
            return null;
        }
        return switch (type) {
            case ScalarType scalar -> one(scalar, row.get(position));
            case ListType list -> {
                List<@Nullable Object> values = new ArrayList<>();
                row.getList(position).forEach(item -> values.add(item == null ? null : one(list.element(), item)));
                yield values;
            }
        };
    }

    private static Object one(ScalarType type, Object found) {
        return type == ScalarType.TIMESTAMP ? Microseconds.toInstant((Long) found) : found;
    }
}
