package dev.tidemark.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.compile.EventLayout;
import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.TableAppends;
import dev.tidemark.schema.Columns;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Runs a group with a streaming source as one streaming query, which emits feature rows and dead letters. */
public final class FeatureStream {
    private static final String ARRIVAL_TIME = "arrival__time";

    /** A placeholder: arrivals decide which rows are emitted, so the range of batch programs plays no part. */
    private static final TimeRange ANY = new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    private final SparkSession spark;
    private final FeatureGroup group;
    private final StreamConfig config;
    private final DataSource source;
    private final CompiledWindows windows;
    private final StructType sourceSchema;
    private final WindowProgram program;

    /**
     * Reads the source's columns; nothing runs yet.
     *
     * @param spark the stream's session
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the group has no streaming source, SOURCE_MISMATCH if
     *     its source does not fit
     */
    public FeatureStream(SparkSession spark, FeatureGroup group, StreamConfig config) {
        this.spark = spark;
        this.group = group;
        this.config = config;
        this.source = group.sources().getFirst();
        if (source.arrivals().isEmpty() || !(group.computation() instanceof Computation.Windows declared)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' has no streaming source; declare one with .streamedFrom(KafkaTopic.named(..)) and apply it"
                            .formatted(group.name()));
        }
        this.sourceSchema = past().schema();
        requireFreeNames();
        this.windows = new CompiledWindows(group, sourceSchema);
        this.program = WindowProgram.of(windows.features(), declared.emission(), ANY)
                .with(config.changes().of(group));
    }

    /**
     * The columns of dead letters are beside the source's columns while records are checked, so names must not collide.
     */
    private void requireFreeNames() {
        for (String column : sourceSchema.fieldNames()) {
            String name = column.toLowerCase(Locale.ROOT);
            if (name.startsWith("dead__") || name.equals(ARRIVAL_TIME)) {
                throw new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH,
                        "Column '%s' of source '%s' of feature group '%s' has a name that streams need; rename it"
                                .formatted(column, source.name(), group.name()));
            }
        }
    }

    /** Returns a session whose streams keep their state on disk, in the configured number of partitions. */
    public static SparkSession session(SparkSession spark, StreamConfig config) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.shuffle.partitions", Integer.toString(config.statePartitions()));
        // Batches are small: adaptive execution would save less than its stages and plans cost.
        session.conf().set("spark.sql.adaptive.enabled", "false");
        session.conf()
                .set(
                        "spark.sql.streaming.stateStore.providerClass",
                        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider");
        session.conf().set("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true");
        return session;
    }

    /**
     * Returns the beginning of a stream that has never run.
     *
     * @param since the first instant whose rows it emits, with the source's table as its past; null to take all that
     *     the stream still has, without a past
     */
    public StreamStart begin(@Nullable Instant since) {
        String name = group.name() + "-" + UUID.randomUUID();
        Snapshot snapshot = since == null || source.format() != DataSource.Format.TABLE ? null : currentSnapshot();
        return new StreamStart(name, since, snapshot == null ? null : snapshot.snapshotId(), 0);
    }

    /** Returns null if the table is empty or is not an Iceberg table. */
    private @Nullable Snapshot currentSnapshot() {
        try {
            return Spark3Util.loadIcebergTable(spark, source.location()).currentSnapshot();
        } catch (NoSuchTableException | ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Returns the query; {@link #features} and {@link #deadLetters} read its batches.
     *
     * @param checkpoint the folder of Spark's checkpoint
     */
    Dataset<Row> open(StreamStart start, String checkpoint) {
        beginAfterThePast(start, checkpoint);
        EventRows rows = EventRows.of(windows, source.createdTimestamp().isPresent());
        Dataset<Row> arrivals = arrivals(start);
        Dataset<Row> past = windows.events(past(start, checkpoint));
        Alarm alarm = program.cadence() == WindowProgram.Cadence.ON_EVENT
                ? new Alarm.ByWatermark()
                : new Alarm.ByClock(config.lateness().toMillis());
        EntityProcessor processor = new EntityProcessor(
                rows, rows.heldSchema(arrivals.schema()), program, Microseconds.of(since(start)), alarm);
        return byEntity(arrivals)
                .transformWithState(
                        processor,
                        alarm.mode(),
                        OutputMode.Append(),
                        byEntity(past),
                        Encoders.row(outputSchema()),
                        Encoders.row(past.schema()));
    }

    /** Returns true if a stream over a table has had nothing to read yet: no batch, and no commit after its past. */
    boolean awaitsItsFirstArrival(StreamStart start, String checkpoint) {
        return beginsWithASnapshot(start)
                && !StreamCheckpoint.hasBatches(spark, checkpoint)
                && new TableOffset(spark, source.location(), checkpoint)
                        .isNewest(Objects.requireNonNull(start.snapshotId()));
    }

    /** Arrivals in the source's table are the commits after the snapshot that is the past. */
    private void beginAfterThePast(StreamStart start, String checkpoint) {
        if (!beginsWithASnapshot(start)) {
            return;
        }
        TableOffset offset = new TableOffset(spark, source.location(), checkpoint);
        if (StreamCheckpoint.hasBatches(spark, checkpoint)) {
            offset.outliveItsSnapshot();
        } else {
            offset.beginAfter(Objects.requireNonNull(start.snapshotId()));
        }
    }

    private boolean beginsWithASnapshot(StreamStart start) {
        return source.stream() instanceof TableAppends && start.tableFrom() == 0 && start.snapshotId() != null;
    }

    /** Returns the failure that ended the query, in the user's terms. */
    RuntimeException explained(Exception failure, String checkpoint) {
        return LostSnapshot.in(failure, group, checkpoint)
                .map(RuntimeException.class::cast)
                .orElseGet(() -> SparkFailure.explained(
                        failure, "The stream of feature group '%s' failed".formatted(group.name())));
    }

    /** Returns true if batches are useful without arrivals, because time alone makes rows. */
    public boolean followsTheClock() {
        return program.cadence() != WindowProgram.Cadence.ON_EVENT;
    }

    /** Returns the feature rows of a batch, in the columns of the group's table. */
    public Dataset<Row> features(Dataset<Row> batch) {
        return windows.featureRows(batch.where(col(DeadLetter.REASON).isNull()));
    }

    /** Counts the rows of a batch by kind, in one pass. */
    public static BatchCounts count(Dataset<Row> batch) {
        Column reason = col(DeadLetter.REASON);
        Row counts = batch.agg(
                        functions.count(lit(1)),
                        functions.count(reason),
                        functions.count(when(reason.startsWith(DeadLetter.LATE), reason)))
                .head();
        return new BatchCounts(counts.getLong(0) - counts.getLong(1), counts.getLong(1), counts.getLong(2));
    }

    /** Returns the records that could not be used: reason, topic, partition, offset and raw bytes. */
    public static Dataset<Row> deadLetters(Dataset<Row> batch) {
        return batch.where(col(DeadLetter.REASON).isNotNull())
                .select(DeadLetter.names().stream()
                        .map(name -> col(name).as(name.substring(name.lastIndexOf('_') + 1)))
                        .toArray(Column[]::new));
    }

    private Dataset<Row> arrivals(StreamStart start) {
        Dataset<Row> arrived = new Arrivals(spark, group, config).open(sourceSchema, start);
        Column time = Columns.named(source.timestampField());
        if (startsInTheMiddleOfATopic(start)) {
            arrived = arrived.where(col(DeadLetter.REASON).isNotNull().or(time.geq(lit(since(start)))));
        }
        // A wrong time must not advance the watermark, or every event after it would be late.
        Dataset<Row> marked = arrived.withColumn(
                        ARRIVAL_TIME, when(col(DeadLetter.REASON).isNull(), time))
                .withWatermark(ARRIVAL_TIME, config.lateness().toMillis() + " milliseconds");
        return windows.events(
                marked, DeadLetter.names().stream().map(functions::col).toArray(Column[]::new));
    }

    /** Without ids, only time distinguishes the topic's events that are in the past from new ones. */
    private boolean startsInTheMiddleOfATopic(StreamStart start) {
        return start.since() != null && source.eventId().isEmpty() && source.stream() instanceof KafkaTopic;
    }

    /**
     * Returns the events from before the stream on which its rows can depend. Once they are in the state, they are not
     * read again.
     */
    private Dataset<Row> past(StreamStart start, String checkpoint) {
        Dataset<Row> all = past();
        if (start.since() == null || StreamCheckpoint.hasBatches(spark, checkpoint)) {
            return all.limit(0);
        }
        if (start.snapshotId() != null) {
            all = new SourceReader(spark, group).read(source, Map.of("versionAsOf", Long.toString(start.snapshotId())));
        }
        Column time = Columns.named(source.timestampField());
        Instant oldest = start.since().minus(config.lateness()).minusMillis(Math.ceilDiv(program.reach(), 1_000));
        Dataset<Row> recent = all.where(time.geq(lit(oldest)));
        for (String key : group.entity().joinKeyNames()) {
            recent = recent.where(col(key).isNotNull());
        }
        return startsInTheMiddleOfATopic(start) ? recent.where(time.lt(lit(start.since()))) : recent;
    }

    private Dataset<Row> past() {
        return new SourceReader(spark, group).read(source);
    }

    private static Instant since(StreamStart start) {
        return start.since() == null ? Instant.EPOCH : start.since();
    }

    private KeyValueGroupedDataset<Row, Row> byEntity(Dataset<Row> events) {
        EventLayout layout = windows.layout();
        StructField[] keys = Arrays.copyOf(windows.carriedSchema().fields(), layout.keys());
        int count = layout.keys();
        MapFunction<Row, Row> key = row -> {
            Object[] values = new Object[count];
            for (int column = 0; column < count; column++) {
                values[column] = row.get(column);
            }
            return RowFactory.create(values);
        };
        return events.groupByKey(key, Encoders.row(new StructType(keys)));
    }

    private StructType outputSchema() {
        return new StructType(
                Stream.concat(Arrays.stream(windows.rowSchema().fields()), Arrays.stream(DeadLetter.COLUMNS.fields()))
                        .toArray(StructField[]::new));
    }
}
