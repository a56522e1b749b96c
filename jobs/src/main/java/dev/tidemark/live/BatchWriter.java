package dev.tidemark.live;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.run.Lease;
import dev.tidemark.stream.BatchSink;
import dev.tidemark.stream.DeadLetter;
import dev.tidemark.stream.FeatureStream;
import dev.tidemark.sync.LiveLoad;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch: dead letters, then the group's table, then Redis, so that Redis never has a value without a row. Each step can be
 * made again: a batch that died anywhere ends the same.
 */
final class BatchWriter implements BatchSink {
    private final FeatureGroup group;
    private final FeatureStream stream;
    private final String streamName;
    private final OfflineStore tables;
    private final @Nullable LiveLoad online;
    private final Lease lease;
    private final InstantSource clock;
    private final Consumer<StreamTotals> heard;
    private volatile StreamTotals totals = StreamTotals.NONE;

    /**
     * @param online null for a group that is not online
     * @param heard is told the totals after each batch
     */
    BatchWriter(
            FeatureGroup group,
            FeatureStream stream,
            String streamName,
            OfflineStore tables,
            @Nullable LiveLoad online,
            Lease lease,
            InstantSource clock,
            Consumer<StreamTotals> heard) {
        this.group = group;
        this.stream = stream;
        this.streamName = streamName;
        this.tables = tables;
        this.online = online;
        this.lease = lease;
        this.clock = clock;
        this.heard = heard;
    }

    StreamTotals totals() {
        return totals;
    }

    @Override
    public void write(long number, Dataset<Row> batch) {
        lease.check();
        Dataset<Row> letters = FeatureStream.deadLetters(batch);
        long dead = letters.count();
        long late = dead == 0
                ? 0
                : letters.where(col("reason").startsWith(DeadLetter.LATE)).count();
        if (dead > 0) {
            tables.deadLetters(group).append(streamName, number, letters, dead, clock.instant());
        }
        Dataset<Row> rows = stream.features(batch);
        long count = rows.count();
        long written = 0;
        if (count > 0) {
            tables.append(group, streamName, number, rows, count);
            written = online == null ? 0 : online.write(rows).written();
        }
        if (count + dead > 0) {
            totals = totals.plus(new StreamTotals(1, count, written, dead, late));
            heard.accept(totals);
        }
    }
}
