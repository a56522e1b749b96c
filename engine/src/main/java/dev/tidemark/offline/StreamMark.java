package dev.tidemark.offline;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/**
 * The mark of a stream's batch: its number, which grows by one from batch to batch.
 *
 * @param stream the name under which batches are numbered
 */
public record StreamMark(String stream, long batch) implements BatchMark {
    private static final String STREAM = "tidemark.stream";
    private static final String BATCH = "tidemark.batch";

    @Override
    public Map.Entry<String, String> property() {
        return Map.entry(BATCH + "." + stream, Long.toString(batch));
    }

    @Override
    public Map<String, String> summary() {
        return Map.of(STREAM, stream, BATCH, Long.toString(batch));
    }

    @Override
    public boolean isOn(Snapshot snapshot) {
        return stream.equals(snapshot.summary().get(STREAM))
                && Long.parseLong(snapshot.summary().getOrDefault(BATCH, "-1")) >= batch;
    }

    @Override
    public boolean isIn(SparkSession spark, String name, Table table) {
        return Long.parseLong(table.properties().getOrDefault(property().getKey(), "-1")) >= batch;
    }
}
