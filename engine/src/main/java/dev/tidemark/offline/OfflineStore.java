package dev.tidemark.offline;

import static dev.tidemark.schema.FeatureSchema.EVENT_TIMESTAMP;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.compile.FewTasks;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.session.SparkSessions;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** The history of every feature group, in Iceberg tables, read and written through Spark. Not thread-safe per group. */
public final class OfflineStore {
    /** The greatest number of days that one task writes at once, each of which needs memory. */
    private static final int MOST_OPEN_FILES = 150;

    private final SparkSession spark;
    private final String namespace;
    private final InstantSource clock;

    public OfflineStore(SparkSession spark, String namespace) {
        this(spark, namespace, InstantSource.system());
    }

    public OfflineStore(SparkSession spark, String namespace, InstantSource clock) {
        this.spark = spark;
        this.namespace = namespace;
        this.clock = clock;
    }

    /** The full name of a group's table: {@code tidemark.features.user_transactions}. */
    public String tableName(FeatureGroup group) {
        return "%s.%s.%s".formatted(SparkSessions.CATALOG, namespace, group.name());
    }

    public boolean exists(FeatureGroup group) {
        return spark.catalog().tableExists(tableName(group));
    }

    /**
     * Creates the group's table, or adds the columns of features that it lacks.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if a column has another type than the definition
     */
    public void ensure(FeatureGroup group) {
        new FeatureTableDefinition(spark, tableName(group), group).apply();
    }

    /**
     * Returns the reason why the group's table cannot take a definition, in a sentence; empty if {@link #ensure} would
     * succeed. Changes nothing.
     */
    public Optional<String> misfit(FeatureGroup group) {
        return new FeatureTableDefinition(spark, tableName(group), group).misfit();
    }

    /** Writes a range of a table that has no other writer. */
    public CommitResult write(FeatureGroup group, TimeRange range, Dataset<Row> rows) {
        return write(group, range, rows, Fence.OPEN);
    }

    /**
     * Writes the rows of a range in one atomic commit. They replace all rows of the range except pushed rows, and
     * nothing else. Running it again leaves the same table; a run that dies leaves the table as it was. Changes that
     * others make to these days in the meantime are kept.
     *
     * @param rows join keys, {@code event_timestamp}, optionally {@code created_at}, and features. Rows outside the
     *     range and rows with a null key or event time are dropped. Without {@code created_at}, one row per key and
     *     event time is kept; its created time is the instant of this write, or the stored one if the row has not
     *     changed
     * @throws FeatureStoreException with code INTERNAL if others keep changing these days
     */
    public CommitResult write(FeatureGroup group, TimeRange range, Dataset<Row> rows, Fence fence) {
        RangeRows rangeRows = new RangeRows(group, range, clock);
        return new RangeWrite(spark, tableName(group), range, fence)
                .write(new RangeWrite.Computed(
                        stored -> rangeRows.of(rows, select(group, PushColumn.computedRows(stored))),
                        !TableRows.hasCreatedAt(rows),
                        spread(group, range, rows)));
    }

    /**
     * Options by which the few tasks that compute windows write a file per day each. Otherwise the rows of a day are
     * brought together first, which costs more than to compute them.
     */
    private static Map<String, String> spread(FeatureGroup group, TimeRange range, Dataset<Row> rows) {
        if (!(group.computation() instanceof Computation.Windows)) {
            return Map.of();
        }
        long days = Duration.between(range.start(), range.end()).toDays();
        int tasks = FewTasks.of(rows);
        return tasks == 0 || days <= 1 || days > MOST_OPEN_FILES
                ? Map.of()
                : Map.of(SparkWriteOptions.DISTRIBUTION_MODE, "none", SparkWriteOptions.FANOUT_ENABLED, "true");
    }

    /** Appends a batch of a stream that no other process runs. */
    public void append(FeatureGroup group, String stream, long batch, Dataset<Row> rows, long count) {
        append(group, new StreamMark(stream, batch), rows, count, Fence.OPEN);
    }

    /**
     * Appends a batch of a stream in one atomic commit, unless the table has it already.
     *
     * @param rows join keys, both timestamps and features
     * @param count the number of rows
     */
    public void append(FeatureGroup group, StreamMark batch, Dataset<Row> rows, long count, Fence fence) {
        new MarkedAppend(spark, tableName(group), fence).append(batch, rows, count);
    }

    /**
     * Returns the table for events that the group's stream cannot use. No group can have its name: two underscores are
     * not allowed.
     */
    public DeadLetterTable deadLetters(FeatureGroup group) {
        return new DeadLetterTable(spark, tableName(group) + "__dead_letters");
    }

    /** All rows of a group: join keys, both timestamps and the features of its definition. */
    public Dataset<Row> read(FeatureGroup group) {
        return select(group, spark.read().table(tableName(group)));
    }

    /** Returns the rows of a group at one snapshot of its table. */
    public Dataset<Row> read(FeatureGroup group, long snapshotId) {
        return select(group, spark.read().option("versionAsOf", snapshotId).table(tableName(group)));
    }

    /** Returns the earliest event time in a group's table; empty if it has no rows. */
    public Optional<Instant> firstEventTime(FeatureGroup group) {
        if (!exists(group)) {
            return Optional.empty();
        }
        Row first = read(group).agg(unix_micros(min(EVENT_TIMESTAMP))).head();
        return first.isNullAt(0) ? Optional.empty() : Optional.of(Microseconds.toInstant(first.getLong(0)));
    }

    /** Returns the snapshot that a read would see now; empty before the first write. */
    public Optional<Long> currentSnapshot(FeatureGroup group) {
        return Optional.ofNullable(icebergTable(group).currentSnapshot()).map(Snapshot::snapshotId);
    }

    /** Returns Iceberg's view of a group's table. */
    public Table icebergTable(FeatureGroup group) {
        try {
            return Spark3Util.loadIcebergTable(spark, tableName(group));
        } catch (NoSuchTableException e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' has no table yet; materialize it first".formatted(group.name()),
                    e);
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Selects the definition's columns. A feature that was added or widened after the snapshot reads as if it had
     * always been so.
     */
    private Dataset<Row> select(FeatureGroup group, Dataset<Row> table) {
        Set<String> stored = Set.of(table.columns());
        return table.select(Arrays.stream(FeatureSchema.of(group).fields())
                .map(field -> (stored.contains(field.name()) ? col(field.name()) : lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
                .toArray(Column[]::new));
    }
}
