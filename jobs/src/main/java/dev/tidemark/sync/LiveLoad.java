package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.WriteResult;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Carries the rows of a stream into the online store, batch by batch, from the executors that have made them. */
public final class LiveLoad implements AutoCloseable {
    private final Load load;

    public LiveLoad(SparkSession spark, FeatureGroup group, OnlineTarget target) {
        this.load = new Load(spark, group, target);
    }

    /** @param rows join keys, both timestamps and features */
    public WriteResult write(Dataset<Row> rows) {
        WriteResult before = load.soFar();
        load.offer(rows);
        WriteResult after = load.soFar();
        return new WriteResult(after.written() - before.written(), after.skipped() - before.skipped());
    }

    @Override
    public void close() {
        load.close();
    }
}
