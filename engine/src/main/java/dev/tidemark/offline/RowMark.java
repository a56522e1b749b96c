package dev.tidemark.offline;

import static org.apache.spark.sql.functions.col;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;

/**
 * The mark of a batch that has an id, which each of its rows carries. The table property has the id of the last batch:
 * rows may be deleted before the batch is recorded as finished, and must not come back then.
 *
 * @param column that holds the id in each row
 * @param key of the property and of the snapshot's summary
 */
public record RowMark(String column, String key, String batch) implements BatchMark {
    @Override
    public Map.Entry<String, String> property() {
        return Map.entry(key, batch);
    }

    @Override
    public Map<String, String> summary() {
        return Map.of(key, batch);
    }

    @Override
    public boolean isOn(Snapshot snapshot) {
        return batch.equals(snapshot.summary().get(key));
    }

    @Override
    public boolean isIn(SparkSession spark, String name, Table table) {
        return batch.equals(table.properties().get(key))
                || !spark.read().table(name).where(col(column).equalTo(batch)).isEmpty();
    }
}
