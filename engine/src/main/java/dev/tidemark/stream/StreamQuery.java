package dev.tidemark.stream;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/** A running stream. One thread waits for it; any thread may stop it. */
public final class StreamQuery implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /** Null if there was nothing to start. */
    private final @Nullable StreamingQuery query;

    private final Function<Exception, RuntimeException> explained;
    private final ReentrantLock writing;
    private final boolean untilCaughtUp;

    private StreamQuery(
            @Nullable StreamingQuery query,
            Function<Exception, RuntimeException> explained,
            ReentrantLock writing,
            boolean untilCaughtUp) {
        this.query = query;
        this.explained = explained;
        this.writing = writing;
        this.untilCaughtUp = untilCaughtUp;
    }

    /** Starts a stream that runs until it is stopped. */
    public static StreamQuery start(
            FeatureStream stream, StreamStart start, String checkpoint, Duration trigger, BatchSink sink) {
        return start(stream, start, checkpoint, Trigger.ProcessingTime(trigger.toMillis()), sink, false);
    }

    /** Starts a stream that ends when it has taken all arrivals, and the rows that time alone has made due by then. */
    public static StreamQuery catchUp(FeatureStream stream, StreamStart start, String checkpoint, BatchSink sink) {
        if (!stream.followsTheClock() && stream.awaitsItsFirstArrival(start, checkpoint)) {
            return new StreamQuery(null, failure -> stream.explained(failure, checkpoint), new ReentrantLock(), false);
        }
        // A stream that follows the clock always has a next batch, so Spark's available-now trigger would never end.
        return stream.followsTheClock()
                ? start(stream, start, checkpoint, Trigger.ProcessingTime(0), sink, true)
                : start(stream, start, checkpoint, Trigger.AvailableNow(), sink, false);
    }

    private static StreamQuery start(
            FeatureStream stream,
            StreamStart start,
            String checkpoint,
            Trigger trigger,
            BatchSink sink,
            boolean untilCaughtUp) {
        ReentrantLock writing = new ReentrantLock();
        VoidFunction2<Dataset<Row>, Long> write = (batch, number) -> {
            // Spark interrupts a stream that it stops; one that waits here has nothing to finish.
            writing.lockInterruptibly();
            try {
                // Computing the batch twice would change the state twice.
                Dataset<Row> kept = batch.persist(StorageLevel.MEMORY_AND_DISK());
                sink.write(number, kept);
            } finally {
                batch.unpersist();
                writing.unlock();
            }
        };
        try {
            StreamingQuery query = stream.open(start, checkpoint)
                    .writeStream()
                    .outputMode("append")
                    .option("checkpointLocation", checkpoint)
                    .trigger(trigger)
                    .foreachBatch(write)
                    .start();
            return new StreamQuery(query, failure -> stream.explained(failure, checkpoint), writing, untilCaughtUp);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark did not start the stream", e);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            throw stream.explained(e, checkpoint);
        }
    }

    /**
     * Waits until the stream has been stopped or has caught up.
     *
     * @throws RuntimeException the failure, if the stream ended with one
     */
    public void await() {
        try {
            while (query != null && !query.awaitTermination(LOOK_AGAIN.toMillis())) {
                if (untilCaughtUp && caughtUp(query.recentProgress())) {
                    close();
                }
            }
        } catch (StreamingQueryException e) {
            throw explained.apply(e);
        }
    }

    /**
     * The first batch may be one that an earlier run had planned; each later one takes all arrivals up to its start.
     */
    private static boolean caughtUp(StreamingQueryProgress[] batches) {
        return batches.length > 1 && batches[batches.length - 1].numInputRows() == 0;
    }

    /** The number of rows in the state of all entities after the last batch. */
    public long stateRows() {
        StreamingQueryProgress last = query == null ? null : query.lastProgress();
        return last == null
                ? 0
                : Arrays.stream(last.stateOperators())
                        .mapToLong(StateOperatorProgress::numRowsTotal)
                        .sum();
    }

    /** Stops the stream; a batch that is being written is finished first. */
    @Override
    public void close() {
        if (query == null) {
            return;
        }
        writing.lock();
        try {
            query.stop();
        } catch (TimeoutException e) {
            throw new IllegalStateException("The stream did not stop", e);
        } finally {
            writing.unlock();
        }
    }
}
