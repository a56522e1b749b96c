package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.files.CsvReading;
import dev.tidemark.files.CsvType;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.files.ParquetReading;
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
import org.jspecify.annotations.Nullable;

/** Reads spines. */
final class SpineReader {
    private static final String SUBJECT = "the spine";

    private final SparkSession spark;

    SpineReader(SparkSession spark) {
        this.spark = spark;
    }

    /** Returns the snapshot that pins a spine; empty if it cannot be pinned. */
    Optional<Long> snapshot(Spine spine) {
        if (!(spine instanceof Spine.Table(String name))) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Spark3Util.loadIcebergTable(spark, name).currentSnapshot())
                    .map(Snapshot::snapshotId);
        } catch (NoSuchTableException | org.apache.spark.sql.catalyst.parser.ParseException | RuntimeException e) {
            // A view or a table of another format is read in its current state. A missing table fails when it is read.
            return Optional.empty();
        }
    }

    /**
     * Opens a spine.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if it cannot be read
     */
    Dataset<Row> read(PinnedInputs inputs) {
        Spine spine = inputs.request().spine();
        try {
            return switch (spine) {
                case Spine.Table(String name) -> table(name, inputs.spineSnapshotId());
                case Spine.Parquet(String path, boolean glob) ->
                    new ParquetReading(
                                    new LiteralPath(path, glob),
                                    SUBJECT,
                                    keys(inputs).keySet())
                            .open(spark);
                case Spine.Csv(String path, boolean glob) ->
                    new CsvReading(new LiteralPath(path, glob), SUBJECT, known(inputs), null, column -> true, null)
                            .open(spark, false);
                case Spine.Query(String sql) -> spark.sql(sql);
            };
        } catch (Exception e) {
            throw unreadable(spine, e);
        }
    }

    /**
     * Describes a failure to read a spine by Tidemark's message, or else by Spark's with the kind for which the text
     * was taken.
     */
    static FeatureStoreException unreadable(Spine spine, Exception cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null && !(deepest instanceof FeatureStoreException)) {
            deepest = deepest.getCause();
        }
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Cannot read the spine '%s', read as a %s: %s"
                        .formatted(
                                spine.text(),
                                spine.kind(),
                                String.valueOf(deepest.getMessage())
                                        .lines()
                                        .filter(line -> !line.isBlank())
                                        .findFirst()
                                        .orElse(deepest.getClass().getSimpleName())),
                cause);
    }

    private Dataset<Row> table(String name, @Nullable Long snapshotId) {
        DataFrameReader reader = spark.read();
        return (snapshotId == null ? reader : reader.option("versionAsOf", snapshotId)).table(name);
    }

    /**
     * Types of the spine's keys and timestamp: an id of 007 must not become 7, and a time of day must not become an
     * instant of today.
     */
    private static Map<String, CsvType> known(PinnedInputs inputs) {
        Map<String, CsvType> known = keys(inputs);
        known.put(
                inputs.request().timestampColumn(),
                CsvType.ofInstant(inputs.request().timestampUnit()));
        return known;
    }

    /** Returns the columns of join keys; text if groups disagree about the type. */
    private static Map<String, CsvType> keys(PinnedInputs inputs) {
        Map<String, CsvType> keys = new TreeMap<>();
        for (PinnedGroup group : inputs.groups()) {
            for (JoinKey key : group.group().entity().joinKeys()) {
                keys.merge(
                        group.spineKeys().getOrDefault(key.name(), key.name()),
                        CsvType.ofKey(key.type()),
                        (one, other) -> one == other ? one : CsvType.TEXT);
            }
        }
        return keys;
    }
}
