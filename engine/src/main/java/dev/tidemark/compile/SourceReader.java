package dev.tidemark.compile;

import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.schema.Columns;
import dev.tidemark.schema.InstantColumn;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a group's sources: their columns under the definition's names, instants as TIMESTAMP, join keys in their
 * declared types.
 */
public final class SourceReader {
    private final SparkSession spark;
    private final FeatureGroup group;

    public SourceReader(SparkSession spark, FeatureGroup group) {
        this.spark = spark;
        this.group = group;
    }

    /**
     * Returns the rows of a source with {@code from <= event time < to}; rows without an event time are dropped.
     *
     * @param from null for all of the past
     */
    Dataset<Row> read(DataSource source, @Nullable Instant from, Instant to) {
        return read(source, Map.of(), from, to);
    }

    /**
     * Returns the rows of a source, which Spark reads with some options, with {@code from <= event time < to}.
     *
     * @param from null for all of the past
     */
    public Dataset<Row> read(DataSource source, Map<String, String> options, @Nullable Instant from, Instant to) {
        Dataset<Row> found = open(source, options);
        SourceColumns columns = new SourceColumns(group, source, found.schema());
        Column time = Columns.named(source.timestampField());
        Dataset<Row> before =
                columns.of(bounded(source, columns, found, from, to)).where(time.lt(lit(to)));
        return from == null ? before : before.where(time.geq(lit(from)));
    }

    /** Adds bounds in the column's type first, by which Spark skips files and partitions, and then the exact bounds. */
    private static Dataset<Row> bounded(
            DataSource source, SourceColumns columns, Dataset<Row> found, @Nullable Instant from, Instant to) {
        String name = columns.ownName(source.timestampField());
        DataType type = Arrays.stream(found.schema().fields())
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow()
                .dataType();
        Column time = Columns.named(name);
        Dataset<Row> before = InstantColumn.bound(type, to)
                .map(bound -> found.where(type instanceof DateType ? time.leq(bound) : time.lt(bound)))
                .orElse(found);
        return from == null
                ? before
                : InstantColumn.bound(type, from)
                        .map(bound -> before.where(time.geq(bound)))
                        .orElse(before);
    }

    /**
     * Returns all rows of a source.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if it cannot be read or lacks a timestamp
     */
    public Dataset<Row> read(DataSource source) {
        return read(source, Map.of());
    }

    /**
     * Returns the rows of a source that Spark reads with some options, such as two snapshots of an Iceberg table
     * between which rows were added.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if it cannot be read or lacks a timestamp
     */
    public Dataset<Row> read(DataSource source, Map<String, String> options) {
        Dataset<Row> found = open(source, options);
        return new SourceColumns(group, source, found.schema()).of(found);
    }

    /** Returns the source's columns without the computed ones; the expressions of computed columns read them. */
    public StructType ownSchema(DataSource source) {
        return new SourceFiles(spark, group, source).open(Map.of()).schema();
    }

    private Dataset<Row> open(DataSource source, Map<String, String> options) {
        Dataset<Row> own = new SourceFiles(spark, group, source).open(options);
        return source.options().computed().isEmpty()
                ? own
                : new ComputedColumns(spark, group, source, own.schema()).orFail(own);
    }
}
