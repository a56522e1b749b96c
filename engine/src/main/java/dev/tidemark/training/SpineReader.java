package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.schema.FeatureSchema;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads spines. */
final class SpineReader {
    private final SparkSession spark;

    SpineReader(SparkSession spark) {
        this.spark = spark;
    }

    /** The snapshot that pins a spine; empty where it cannot be pinned. */
    Optional<Long> snapshot(Spine spine) {
        if (!(spine instanceof Spine.Table(String name))) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Spark3Util.loadIcebergTable(spark, name).currentSnapshot())
                    .map(Snapshot::snapshotId);
        } catch (NoSuchTableException | org.apache.spark.sql.catalyst.parser.ParseException | RuntimeException e) {
            // No Iceberg table: a view or another format, which is read as it is. What is missing fails when it is
            // read.
            return Optional.empty();
        }
    }

    /**
     * Opens a spine.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT where it cannot be read
     */
    Dataset<Row> read(PinnedInputs inputs) {
        Spine spine = inputs.request().spine();
        try {
            return switch (spine) {
                case Spine.Table(String name) -> table(name, inputs.spineSnapshotId());
                case Spine.Parquet(String path) -> spark.read().parquet(path);
                case Spine.Csv(String path) -> csv(path, inputs);
                case Spine.Query(String sql) -> spark.sql(sql);
            };
        } catch (Exception e) {
            throw unreadable(spine, e);
        }
    }

    static FeatureStoreException unreadable(Spine spine, Exception cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Cannot read the spine '%s': %s"
                        .formatted(
                                spine.text(),
                                String.valueOf(deepest.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")),
                cause);
    }

    private Dataset<Row> table(String name, @Nullable Long snapshotId) {
        DataFrameReader reader = spark.read();
        return (snapshotId == null ? reader : reader.option("versionAsOf", snapshotId)).table(name);
    }

    /** Infers the types, except where they are known: an id of 007 must not become 7. */
    private Dataset<Row> csv(String path, PinnedInputs inputs) {
        Map<String, DataType> known = new TreeMap<>();
        known.put(inputs.request().timestampColumn(), DataTypes.TimestampType);
        for (PinnedGroup group : inputs.groups()) {
            for (JoinKey key : group.group().entity().joinKeys()) {
                known.put(group.spineKeys().getOrDefault(key.name(), key.name()), FeatureSchema.type(key.type()));
            }
        }
        StructType schema = new StructType();
        for (StructField field :
                csvReader().option("inferSchema", "true").csv(path).schema().fields()) {
            schema = schema.add(field.name(), known.getOrDefault(field.name(), field.dataType()));
        }
        return csvReader().option("mode", "FAILFAST").schema(schema).csv(path);
    }

    private DataFrameReader csvReader() {
        return spark.read().option("header", "true").option("timeZone", "UTC");
    }
}
