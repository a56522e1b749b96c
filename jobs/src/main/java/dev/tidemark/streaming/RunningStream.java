package dev.tidemark.streaming;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.run.Lease;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.stream.FeatureStream;
import dev.tidemark.stream.StreamCheckpoint;
import dev.tidemark.stream.StreamConfig;
import dev.tidemark.stream.StreamQuery;
import dev.tidemark.stream.StreamStart;
import dev.tidemark.sync.StreamWrites;
import dev.tidemark.sync.destination.OnlineTarget;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** One run of a group's stream. Another thread may call {@link #close}, which waits for the stream's regular end. */
public final class RunningStream implements AutoCloseable {
    private final SparkSession spark;
    private final OfflineStore tables;
    private final OnlineTarget target;
    private final StreamConfig config;
    private final Runs runs;
    private final InstantSource clock;
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final AtomicReference<@Nullable StreamQuery> running = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    public RunningStream(
            SparkSession spark,
            OfflineStore tables,
            OnlineTarget target,
            StreamConfig config,
            Runs runs,
            InstantSource clock) {
        this.spark = FeatureStream.session(spark, config);
        this.tables = tables;
        this.target = target;
        this.config = config;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * Runs until it is closed, or has caught up.
     *
     * @param begin where it begins if it has never run
     * @param once whether it ends after all arrivals are processed
     * @param heard called with the totals after each batch
     * @throws dev.tidemark.feature.FeatureStoreException with code RUN_IN_PROGRESS if the group's stream runs elsewhere
     */
    public StreamTotals run(FeatureGroup group, StreamBegin begin, boolean once, Consumer<StreamTotals> heard) {
        begun.set(true);
        try {
            return runs.record(RunKind.STREAM, group.name(), null, lease -> {
                StreamTotals totals = run(group, begin, once, heard, lease);
                return new Runs.Done<>(totals, totals.rows(), null);
            });
        } finally {
            ended.countDown();
        }
    }

    private StreamTotals run(
            FeatureGroup group, StreamBegin begin, boolean once, Consumer<StreamTotals> heard, Lease lease) {
        FeatureStream stream = new FeatureStream(spark, group, config);
        StreamCheckpoint checkpoint = StreamCheckpoint.of(spark, config, group);
        StreamStart start = checkpoint.start().orElseGet(() -> {
            StreamStart first = stream.begin(begin.since(clock.instant(), config.lateness()));
            checkpoint.begin(first);
            return first;
        });
        tables.ensure(group);
        tables.deadLetters(group).ensure();
        try (StreamWrites online = group.online() ? new StreamWrites(spark, group, target) : null) {
            BatchWriter writer = new BatchWriter(group, stream, start.stream(), tables, online, lease, clock, heard);
            try (StreamQuery query = once
                    ? StreamQuery.catchUp(stream, start, checkpoint.location(), writer)
                    : StreamQuery.start(stream, start, checkpoint.location(), config.trigger(), writer)) {
                running.set(query);
                if (!stopRequested.get()) {
                    query.await();
                }
            }
            return writer.totals();
        }
    }

    /** Ends the run after the batch that is being written. */
    @Override
    public void close() {
        stopRequested.set(true);
        StreamQuery query = running.get();
        if (query != null) {
            query.close();
        }
        if (begun.get()) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
