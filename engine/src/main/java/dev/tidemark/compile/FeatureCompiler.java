package dev.tidemark.compile;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.TimeRange;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Turns a definition into the Spark plan that computes its rows for a range of event time. */
public final class FeatureCompiler {
    private final SparkSession spark;
    private final ChangesAhead ahead;

    /** A compiler with the default bounds of changes to come. */
    public FeatureCompiler(SparkSession spark) {
        this(spark, ChangesAhead.DEFAULT);
    }

    /** @param ahead says how many changes to come the last rows of a group's entities have */
    public FeatureCompiler(SparkSession spark, ChangesAhead ahead) {
        this.spark = spark;
        this.ahead = ahead;
    }

    /**
     * Plans a computation; nothing runs yet.
     *
     * <p>Only source rows before the end of the range are read, so that a backfill of a day does not see the next day.
     *
     * @return join keys, {@code event_timestamp}, {@code created_at} if the computation has it, and the features
     * @throws FeatureStoreException with code SOURCE_MISMATCH if sources or results do not fit the definition
     */
    public Dataset<Row> compile(FeatureGroup group, TimeRange range) {
        return switch (group.computation()) {
            case Computation.Windows windows ->
                new WindowCompiler(spark, group, windows, ahead.of(group)).compile(range);
            case Computation.Sql(String statement, Duration lookback) ->
                checked(group, sql(group, statement, lookback, range));
            case Computation.JavaClass(String className, Duration lookback) ->
                checked(group, javaClass(group, className, lookback, range));
        };
    }

    private Dataset<Row> sql(FeatureGroup group, String statement, @Nullable Duration lookback, TimeRange range) {
        // A separate session, so that the views of two groups cannot collide.
        SparkSession own = spark.newSession();
        sources(own, group, lookback, range).forEach((name, rows) -> rows.createOrReplaceTempView(name));
        try {
            return own.sql(statement, Map.of("range_start", range.start(), "range_end", range.end()));
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The SQL of feature group '%s' does not run: %s".formatted(group.name(), FailureText.firstLine(e)),
                    e);
        }
    }

    private Dataset<Row> javaClass(FeatureGroup group, String className, @Nullable Duration lookback, TimeRange range) {
        FeatureComputation computation;
        try {
            computation = Class.forName(className, true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(FeatureComputation.class)
                    .getConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            throw failed(group, className, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_DEFINITION,
                    ("Feature group '%s' is computed by %s, which cannot be used: it must be on the class path, implement"
                                    + " FeatureComputation and have a public constructor without parameters (%s)")
                            .formatted(group.name(), className, e),
                    e);
        }
        ComputeContext context = new ComputeContext(spark, group, range, sources(spark, group, lookback, range));
        try {
            return computation.compute(context);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            throw failed(group, className, e);
        }
    }

    /** Adds the line of the class that failed. A message of Tidemark's stays unchanged. */
    private static FeatureStoreException failed(FeatureGroup group, String className, Throwable failure) {
        if (failure instanceof FeatureStoreException known) {
            return known;
        }
        String place = Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().equals(className)
                        || frame.getClassName().startsWith(className + "$"))
                .findFirst()
                .map(frame -> " (%s:%d)".formatted(frame.getFileName(), frame.getLineNumber()))
                .orElse("");
        return new FeatureStoreException(
                ErrorCode.INVALID_DEFINITION,
                "Feature group '%s' is computed by %s%s, which failed: %s: %s"
                        .formatted(
                                group.name(),
                                className,
                                place,
                                failure.getClass().getSimpleName(),
                                FailureText.firstLine(failure)),
                failure);
    }

    private static Map<String, Dataset<Row>> sources(
            SparkSession session, FeatureGroup group, @Nullable Duration lookback, TimeRange range) {
        SourceReader reader = new SourceReader(session, group);
        Instant from = lookback == null ? null : range.start().minus(lookback);
        Map<String, Dataset<Row>> sources = new LinkedHashMap<>();
        for (DataSource source : group.sources()) {
            sources.put(source.name(), reader.read(source, from, range.end()));
        }
        return sources;
    }

    /** Checks a result against the definition. The order of columns does not matter; additional columns are dropped. */
    private static Dataset<Row> checked(FeatureGroup group, Dataset<Row> rows) {
        Map<String, DataType> found = new LinkedHashMap<>();
        Arrays.stream(rows.schema().fields()).forEach(field -> found.put(field.name(), field.dataType()));
        List<Column> columns = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (StructField wanted : FeatureSchema.of(group).fields()) {
            DataType type = found.get(wanted.name());
            if (type == null) {
                if (!wanted.name().equals(FeatureSchema.CREATED_AT)) {
                    problems.add("no column '%s' of %s (%s)"
                            .formatted(
                                    wanted.name(),
                                    wanted.dataType().sql(),
                                    NearestNames.sentence(wanted.name(), found.keySet())));
                }
                continue;
            }
            if (isWider(type, wanted.dataType())) {
                columns.add(Columns.named(wanted.name()).cast(wanted.dataType()).as(wanted.name()));
                continue;
            }
            if (!type.sql().equals(wanted.dataType().sql())) {
                problems.add("column '%s' is %s, declared %s"
                        .formatted(wanted.name(), type.sql(), wanted.dataType().sql()));
            }
            columns.add(col(wanted.name()));
        }
        if (!problems.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The computation of feature group '%s' does not fit its definition: %s"
                            .formatted(group.name(), String.join("; ", problems)));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    /**
     * A type that is inferred from text depends on the day's data: whole numbers on one day, fractions or nothing on
     * another.
     */
    private static boolean isWider(DataType found, DataType wanted) {
        boolean whole = found.equals(DataTypes.IntegerType) || found.equals(DataTypes.LongType);
        return found instanceof NullType
                || (found.equals(DataTypes.IntegerType) && wanted.equals(DataTypes.LongType))
                || (whole && wanted.equals(DataTypes.DoubleType));
    }
}
