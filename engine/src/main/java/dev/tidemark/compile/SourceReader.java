package dev.tidemark.compile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** Reads a group's sources. */
public final class SourceReader {
    private final SparkSession spark;
    private final FeatureGroup group;

    public SourceReader(SparkSession spark, FeatureGroup group) {
        this.spark = spark;
        this.group = group;
    }

    /**
     * The rows of a source with {@code from <= event time < to}; rows without an event time are left out.
     *
     * @param from null for all of the past
     */
    Dataset<Row> read(DataSource source, @Nullable Instant from, Instant to) {
        Dataset<Row> before = read(source).where(col(source.timestampField()).lt(lit(to)));
        return from == null ? before : before.where(col(source.timestampField()).geq(lit(from)));
    }

    /**
     * All rows of a source.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH where it cannot be read or lacks a timestamp
     */
    public Dataset<Row> read(DataSource source) {
        return read(source, Map.of());
    }

    /**
     * The rows of a source that Spark reads with some options, such as the snapshots between which an Iceberg table's rows came.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH where it cannot be read or lacks a timestamp
     */
    public Dataset<Row> read(DataSource source, Map<String, String> options) {
        Dataset<Row> rows = open(source, options);
        requireTimestamp(source, rows, source.timestampField());
        source.createdTimestamp().ifPresent(field -> requireTimestamp(source, rows, field));
        return rows;
    }

    private Dataset<Row> open(DataSource source, Map<String, String> options) {
        try {
            DataFrameReader reader = spark.read().options(options);
            return switch (source.format()) {
                case TABLE -> reader.table(source.location());
                case PARQUET -> reader.parquet(source.location());
                case CSV ->
                    reader.option("header", "true")
                            .option("inferSchema", "true")
                            .csv(source.location());
            };
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Cannot read source '%s' of feature group '%s' (%s %s): %s"
                            .formatted(
                                    source.name(),
                                    group.name(),
                                    source.format(),
                                    source.location(),
                                    Messages.firstLine(e)),
                    e);
        }
    }

    private void requireTimestamp(DataSource source, Dataset<Row> rows, String field) {
        StructField column = Arrays.stream(rows.schema().fields())
                .filter(candidate -> candidate.name().equals(field))
                .findFirst()
                .orElseThrow(() -> new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH,
                        "Source '%s' of feature group '%s' has no column '%s'; %s"
                                .formatted(
                                        source.name(),
                                        group.name(),
                                        field,
                                        NearestNames.sentence(field, Arrays.asList(rows.columns())))));
        if (!column.dataType().equals(DataTypes.TimestampType)) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Column '%s' of source '%s' of feature group '%s' is %s, expected TIMESTAMP"
                            .formatted(
                                    field,
                                    source.name(),
                                    group.name(),
                                    column.dataType().sql()));
        }
    }
}
