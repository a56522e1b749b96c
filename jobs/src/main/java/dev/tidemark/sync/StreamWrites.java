package dev.tidemark.sync;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.WriteResult;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.sync.destination.OnlineTarget;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the rows of a stream to the online store, batch by batch, on the executors that hold them. */
public final class StreamWrites implements AutoCloseable {
    private final FeatureGroup group;
    private final SyncWrites load;

    public StreamWrites(SparkSession spark, FeatureGroup group, OnlineTarget target) {
        this.group = group;
        this.load = new SyncWrites(spark, group, target, Instant.EPOCH);
    }

    /**
     * Writes the rows of a batch that a dead stream may have written to its table long ago: only those that the table
     * still has. An entity that was deleted meanwhile does not come online again.
     *
     * @param table the group's, read after the batch was written to it
     */
    public WriteResult writeWhatIsLeft(Dataset<Row> rows, Dataset<Row> table) {
        Row times = rows.agg(min(FeatureSchema.EVENT_TIMESTAMP), max(FeatureSchema.EVENT_TIMESTAMP))
                .head();
        Dataset<Row> left = times.isNullAt(0)
                ? rows
                : LatestRows.those(
                        group,
                        rows,
                        table.where(col(FeatureSchema.EVENT_TIMESTAMP).between(lit(times.get(0)), lit(times.get(1)))));
        return write(left);
    }

    /** @param rows join keys, both timestamps and features */
    public WriteResult write(Dataset<Row> rows) {
        WriteResult before = load.soFar();
        load.offer(rows);
        WriteResult after = load.soFar();
        return new WriteResult(
                after.written() - before.written(),
                after.skipped() - before.skipped(),
                after.expired() - before.expired());
    }

    @Override
    public void close() {
        load.close();
    }
}
