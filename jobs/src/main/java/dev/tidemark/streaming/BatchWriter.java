package dev.tidemark.streaming;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.offline.StreamMark;
import dev.tidemark.run.Lease;
import dev.tidemark.stream.BatchCounts;
import dev.tidemark.stream.BatchSink;
import dev.tidemark.stream.FeatureStream;
import dev.tidemark.sync.StreamWrites;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch: dead letters, then the group's table, then Redis, so that Redis never has a value without a row. Each
 * step can be repeated, so a batch that died at any step ends with the same result.
 */
final class BatchWriter implements BatchSink {
    private final FeatureGroup group;
    private final FeatureStream stream;
    private final String streamName;
    private final OfflineStore tables;
    private final @Nullable StreamWrites online;
    private final Lease lease;
    private final InstantSource clock;
    private final Consumer<StreamTotals> heard;
    private boolean first = true;
    private volatile StreamTotals totals = StreamTotals.NONE;

    /**
     * @param online null for a group that is not online
     * @param heard called with the totals after each batch
     */
    BatchWriter(
            FeatureGroup group,
            FeatureStream stream,
            String streamName,
            OfflineStore tables,
            @Nullable StreamWrites online,
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
        StreamMark mark = new StreamMark(streamName, number);
        BatchCounts counts = FeatureStream.count(batch);
        if (counts.deadLetters() > 0) {
            tables.deadLetters(group)
                    .append(
                            mark,
                            FeatureStream.deadLetters(batch),
                            counts.deadLetters(),
                            clock.instant(),
                            lease::check);
        }
        long written = 0;
        if (counts.rows() > 0) {
            Dataset<Row> rows = stream.features(batch);
            tables.append(group, mark, rows, counts.rows(), lease::check);
            written = online == null ? 0 : write(online, rows);
        }
        first = false;
        if (counts.rows() + counts.deadLetters() > 0) {
            totals = totals.plus(new StreamTotals(1, counts.rows(), written, counts.deadLetters(), counts.late()));
            heard.accept(totals);
        }
    }

    /** A run's first batch may be one that was in the table already when an earlier run died, however long ago. */
    private long write(StreamWrites store, Dataset<Row> rows) {
        return (first ? store.writeWhatIsLeft(rows, tables.read(group)) : store.write(rows)).written();
    }
}
